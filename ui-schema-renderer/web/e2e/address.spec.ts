import { expect, test } from '@playwright/test';
import { Api, isAccessible, look, signIn } from './support';

/** People show that their e-mail address is theirs, and change it. */

test('somebody asks for links to their address and to another one', async ({ page }) => {
  await signIn(page);
  await page.goto('/security');
  const section = page.getByRole('region', { name: 'E-mail address' });
  await expect(section.getByText('Not confirmed')).toBeVisible();
  await section.getByRole('button', { name: 'Send a link to confirm it' }).click();
  await expect(page.getByText('A link is on its way to admin@demo.example')).toBeVisible();

  await section.getByLabel('New address').fill('ada@else.example');
  await section.getByLabel('Password').fill('not the password');
  await section.getByRole('button', { name: 'Send a link there' }).click();
  await expect(section.getByText('This is not your password')).toBeVisible();
  await section.getByLabel('Password').fill('armature-demo');
  await section.getByRole('button', { name: 'Send a link there' }).click();
  await expect(section.getByText('A link is on its way to ada@else.example')).toBeVisible();
  await look(page, 'address-security');
  await isAccessible(page);
});

test('an administrator sees whose address is not confirmed', async ({ page, request }) => {
  const api = await Api.signIn(request);
  const email = `kim${Date.now().toString(36)}@demo.example`;
  await api.send('POST', '/api/v1/users', { name: 'Kim New', email, password: 'a few good words' });
  await signIn(page);
  await page.goto('/admin/users');
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row.getByText('E-mail not confirmed')).toBeVisible();
  await row.getByRole('button', { name: 'Actions: Kim New' }).click();
  await page.getByRole('menuitem', { name: 'Send a link to confirm the e-mail' }).click();
  await expect(page.getByText(`A link is on its way to ${email}`)).toBeVisible();
  await look(page, 'address-users');
  await isAccessible(page);

  await page.goto('/admin/sign-in');
  await page
    .getByRole('checkbox', { name: 'Who has not confirmed their e-mail address does not come in' })
    .click();
  await expect(page.getByText('You would keep yourself out').first()).toBeVisible();
  await look(page, 'address-demand');
  await isAccessible(page);
});

test('a link is followed by the press of a button', async ({ page }) => {
  await page.goto('/confirm-email#made-up');
  await look(page, 'address-confirm');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await expect(page.getByRole('alert')).toBeVisible();

  await page.goto('/return-email#made-up');
  await page.getByLabel('New password').fill('a few good words more');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await look(page, 'address-return');
  await isAccessible(page);
});
