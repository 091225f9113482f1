import { expect, test, type Page } from '@playwright/test';
import { Api, cell, EMAIL, grid, isAccessible, PASSWORD, row, signIn, TENANT } from './support';

/** An administrator makes a role, says what it allows, and gives it to somebody. */

const SECRET = 'rather a long password';

let api: Api;
let object: string;

/** A label that no other test has, and the name of the role that is made of it. */
const stamp = Date.now().toString(36);
const label = `North ${stamp}`;
const role = `north${stamp.charAt(0).toUpperCase()}${stamp.slice(1)}`;
const nora = `Nora ${stamp}`;
const email = `nora-${stamp}@demo.example`;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  api = await Api.signIn(context);
  object = await api.createObject('Bargain', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'city', label: 'City', type: 'text' },
    { name: 'margin', label: 'Margin', type: 'decimal', scale: 2 },
  ]);
  await api.createRecords(object, [
    { name: 'First bargain', city: 'Oslo', margin: 12.5 },
    { name: 'Second bargain', city: 'Rome', margin: 7 },
  ]);
  await api.send('POST', '/api/v1/users', { name: nora, email, password: SECRET });
});

async function signInAs(page: Page, user: string, password: string) {
  await page.goto('/login');
  await page.getByLabel('Workspace').fill(TENANT);
  await page.getByLabel('E-mail').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
}

const right = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Rights by object' }).getByRole('checkbox', { name, exact: true });

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

test('a role hides a field and records from whoever has it', async ({ page, browser }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'Roles' }).click();
  await expect(page.getByRole('row', { name: /Administrator Fixed/ })).toBeVisible();
  await isAccessible(page, 'nav');

  await page.getByRole('button', { name: 'New role' }).click();
  const dialog = page.getByRole('dialog', { name: 'New role' });
  await dialog.getByLabel('Short name').fill('user');
  await dialog.getByLabel(/^Name/).fill(label);
  await isAccessible(page, 'nav');
  await dialog.getByRole('button', { name: 'Make the role' }).click();
  await expect(dialog.getByText('There is such a role already')).toBeVisible();
  await dialog.getByLabel('Short name').fill(role);
  await dialog.getByRole('button', { name: 'Make the role' }).click();

  await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
  await page.getByLabel('Search objects…').fill(object);
  // What is needed comes along, and the keyboard leads from right to right.
  await right(page, 'Bargains: Change').click();
  await expect(right(page, 'Bargains: Read')).toBeChecked();
  await right(page, 'Bargains: Change').press('ArrowLeft');
  await expect(right(page, 'Bargains: Create')).toBeFocused();

  await page.getByRole('button', { name: 'Bargains', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Margin: Read' }).click();
  await expect(page.getByRole('checkbox', { name: 'Margin: Write' })).not.toBeChecked();
  const condition = page.getByLabel('Only records that meet');
  await condition.fill('town == "Oslo"');
  await condition.press('Escape');
  await save(page).click();
  await expect(page.getByText('One object needs your attention:')).toBeVisible();
  await expect(condition).toHaveAttribute('aria-invalid', 'true');
  await expect(condition).toBeFocused();
  await isAccessible(page, 'nav');

  // Nothing that was typed is lost, neither by the refusal nor by going away and thinking better of it.
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await condition.fill('city == "Oslo"');
  await condition.press('Escape');
  // Meanwhile somebody else changes the metadata, and something else of the role.
  await api.send('PATCH', `/api/v1/roles/${role}`, { description: 'From elsewhere' });
  await save(page).click();
  await expect(page.getByText('both changes are kept')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('From elsewhere');
  await expect(save(page)).toBeDisabled();
  await isAccessible(page, 'nav');

  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('button', { name: `Actions: ${nora}` }).click();
  await page.getByRole('menuitem', { name: 'Edit…' }).click();
  const user = page.getByRole('dialog', { name: `Edit: ${nora}` });
  await user.getByRole('checkbox', { name: 'User', exact: true }).click();
  await user.getByRole('checkbox', { name: label }).click();
  await user.getByRole('button', { name: 'Save' }).click();
  await expect(user).toBeHidden();

  const theirs = await (await browser.newContext()).newPage();
  await signInAs(theirs, email, SECRET);
  await theirs.goto(`/o/${object}`);
  await expect(row(theirs, 'First bargain')).toBeVisible();
  await expect(row(theirs, 'Second bargain')).toBeHidden();
  await expect(await cell(theirs, 'First bargain', 'City')).toHaveText('Oslo');
  await expect(grid(theirs).getByRole('columnheader', { name: 'Margin' })).toHaveCount(0);
  await theirs.context().close();

  await page.goto('/admin/roles');
  await page.getByRole('button', { name: `Actions: ${label}` }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await expect(page.getByRole('dialog').getByText('One user has it.')).toBeVisible();
});

test('two administrators at one place of a role decide whose change stays', async ({ page }) => {
  const name = `pair${stamp}`;
  await api.send('POST', '/api/v1/roles', {
    name,
    label: 'Pair',
    objects: { [object]: { read: true, when: 'city == "Oslo"' } },
  });
  await signInAs(page, EMAIL, PASSWORD);
  await page.goto(`/admin/roles/${name}`);
  await page.getByLabel('Search objects…').fill(object);
  await page.getByRole('button', { name: 'Bargains', exact: true }).click();
  const condition = page.getByLabel('Only records that meet');
  await condition.fill('city == "Rome"');
  await right(page, 'Bargains: Export').click();
  await api.send('PATCH', `/api/v1/roles/${name}`, {
    objects: { [object]: { when: 'city == "Bonn"', create: true } },
  });
  await save(page).click();
  await expect(page.getByText('Somebody else changed this role meanwhile')).toBeVisible();
  await expect(page.getByText('Bargains: Only records that meet')).toBeVisible();
  await expect(condition).toHaveValue('city == "Rome"');
  await isAccessible(page, 'nav');
  await page.getByRole('button', { name: 'Save mine' }).click();
  await expect(save(page)).toBeDisabled();
  const { objects } = await api.send<{ objects: Record<string, object> }>(
    'GET',
    `/api/v1/roles/${name}`,
  );
  expect(objects[object]).toMatchObject({ when: 'city == "Rome"', create: true, export: true });
});
