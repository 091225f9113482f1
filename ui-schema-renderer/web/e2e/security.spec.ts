import { createHmac } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { isAccessible, look, signUp } from './support';

/** A person makes their account safe, and what that leaves behind; in a company of their own. */

const PASSWORD = 'rather a long password';

/** The code that an authenticator shows, some steps of thirty seconds from now. */
function code(secret: string, steps: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function fillIn(page: Page, slug: string, password: string) {
  await page.getByLabel('Workspace').fill(slug);
  await page.getByLabel('E-mail').fill('ada@acme.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('a second factor, an API key, and the log that tells of both', async ({ page }) => {
  const slug = `safe-${Date.now().toString(36)}`;
  await signUp(page, slug, PASSWORD);
  await expect(page.getByText('What do you want to keep track of?')).toBeVisible();

  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Security' }).click();
  await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible();
  await expect(page.getByText('This one')).toBeVisible();
  await isAccessible(page);

  await page.getByRole('button', { name: 'Set up' }).click();
  const factor = page.getByRole('region', { name: 'Second factor' });
  await factor.getByLabel('Current password').fill(PASSWORD);
  await factor.getByRole('button', { name: 'Next' }).click();
  await expect(factor.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible();
  const secret = (await factor.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? '';
  await isAccessible(page);
  await factor.getByLabel('Code that the app shows').fill(code(secret, -1));
  await factor.getByRole('button', { name: 'Next' }).click();
  await expect(factor.getByRole('listitem')).toHaveCount(10);
  await factor.getByRole('button', { name: 'I have kept them' }).click();
  await expect(factor.getByText('10 recovery codes left')).toBeVisible();

  await page.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nightly sync');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  const key = (await dialog.getByText(/^arm_/).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByText('Nightly sync')).toBeVisible();

  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await fillIn(page, slug, PASSWORD);
  await page.getByLabel('Code').fill('000000');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Code').fill(code(secret, 0));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();

  await page.goto('/admin/audit');
  await expect(page.getByText('An API key was made')).toBeVisible();
  await expect(page.getByText('A sign-in failed')).toBeVisible();
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/entries, as they were written/)).toBeVisible();
  await isAccessible(page);

  // An administrator finds out whose key was found somewhere, and ends it.
  await page.goto('/admin/users');
  const keys = page.getByRole('region', { name: 'API keys' });
  await expect(keys.getByText('Nightly sync')).toBeVisible();
  await look(page, 'all-keys');
  await page.getByRole('searchbox', { name: 'Search users…' }).fill(key);
  await expect(keys.getByText('Ada Berg')).toBeVisible();
  await isAccessible(page);
  await keys.getByRole('button', { name: 'Revoke the key “Nightly sync”' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).last().click();
  await expect(keys).toBeHidden();
});
