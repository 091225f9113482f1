import { expect, test } from '@playwright/test';
import { signIn, TENANT } from './support';

test('a wrong password is said to be wrong, and nothing more', async ({ page }) => {
  await page.goto('/login');
  await page.getByLabel('Workspace').fill(TENANT);
  await page.getByLabel('E-mail').fill('somebody@demo.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
});

test('whoever is not signed in comes back to where they were going', async ({ page }) => {
  await page.goto('/admin/jobs');
  await expect(page).toHaveURL(/\/login\?to=/);
  await page.getByLabel('Workspace').fill(TENANT);
  await page.getByLabel('E-mail').fill('admin@demo.example');
  await page.getByLabel('Password').fill('armature-demo');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/admin\/jobs$/);
});

test('the session outlives a reload and ends with signing out', async ({ page }) => {
  await signIn(page);
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await page.getByRole('button', { name: 'Account of Alex Demo' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('a company signs up and begins with nothing', async ({ page }) => {
  const slug = `acme-${Date.now().toString(36)}`;
  await page.goto('/signup');
  await page.getByLabel('Company').fill('Acme');
  await page.getByLabel('Workspace address').fill(slug);
  await page.getByLabel('Your name').fill('Ada Berg');
  await page.getByLabel('E-mail').fill('ada@acme.example');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await expect(page.getByText('What do you want to keep track of?')).toBeVisible();
});

test('no script or style breaks the content security policy', async ({ page }) => {
  const broken: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) {
      broken.push(message.text());
    }
  });
  await signIn(page);
  for (const path of [
    '/designer',
    '/designer/new',
    '/admin/users',
    '/admin/plugins',
    '/admin/jobs',
    '/admin/audit',
    '/security',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  expect(broken).toEqual([]);
});
