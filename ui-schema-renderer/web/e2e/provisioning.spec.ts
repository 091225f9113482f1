import { expect, test } from '@playwright/test';
import { isAccessible, signUp } from './support';

/** A directory is given an address and a key, and provisions users with them. */

const PASSWORD = 'rather a long password';

test('a directory provisions users with the key that an administrator gives it', async ({
  page,
  request,
}) => {
  const slug = `directory-${Date.now().toString(36)}`;
  const look = async (name: string) => {
    if (process.env['LOOK']) {
      await page.screenshot({ path: `${process.env['LOOK']}/${name}.png`, fullPage: true });
    }
  };
  await signUp(page, slug, PASSWORD);
  await page.getByRole('link', { name: 'Sign-in', exact: true }).click();

  const section = page.getByRole('region', { name: 'Provisioning' });
  await expect(section.getByText('No directory has a key')).toBeVisible();
  const address =
    (await section
      .getByText(/\/scim\/v2$/)
      .last()
      .textContent()) ?? '';
  await section.getByRole('button', { name: 'New key for a directory' }).click();
  const dialog = page.getByRole('dialog');
  const key = (await dialog.getByText(/^arm_/).textContent()) ?? '';
  await isAccessible(page);
  await look('provisioning-key');
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await expect(section.getByText('Not used yet')).toBeVisible();
  await isAccessible(page);
  await look('provisioning');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 800 });
  await look('provisioning-phone-dark');
  await page.setViewportSize({ width: 1280, height: 800 });

  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/scim+json' };
  const made = await request.post(`${address}/Users`, {
    headers,
    data: { userName: 'eve@directory.example', displayName: 'Eve Else' },
  });
  expect(made.status(), await made.text()).toBe(201);
  await page.goto('/admin/users');
  await expect(page.getByText('Eve Else')).toBeVisible();

  await page.goto('/admin/sign-in');
  await section.getByRole('button', { name: 'Revoke the key “Directory”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(section.getByText('No directory has a key')).toBeVisible();
  await expect
    .poll(async () => (await request.get(`${address}/Users`, { headers })).status())
    .toBe(401);
});
