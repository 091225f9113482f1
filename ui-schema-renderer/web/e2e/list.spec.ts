import { expect, test, type Page } from '@playwright/test';
import { Api, cell, grid, row, signIn, titles } from './support';

const COUNT = 320;

let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const api = await Api.signIn(context);
  object = await api.createObject('Parcel', [
    { name: 'name', label: 'Name', type: 'text', required: true, indexed: true },
    { name: 'weight', label: 'Weight', type: 'decimal', scale: 2, indexed: true },
    {
      name: 'state',
      label: 'State',
      type: 'select',
      options: [
        { value: 'packed', label: 'Packed', color: 'blue' },
        { value: 'sent', label: 'Sent', color: 'green' },
      ],
    },
  ]);
  await api.createRecords(
    object,
    Array.from({ length: COUNT }, (_, i) => ({
      name: `Parcel ${String(i + 1).padStart(3, '0')}`,
      weight: (i * 7) % COUNT,
      state: i % 4 === 0 ? 'sent' : 'packed',
    })),
  );
  await context.dispose();
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}`);
  await expect(grid(page)).toBeVisible();
});

async function sort(page: Page, column: string, direction: string) {
  await grid(page).getByRole('columnheader', { name: column }).getByRole('button').click();
  await page.getByRole('menuitem', { name: direction }).click();
}

test('sorts by any column, and the address keeps it', async ({ page }) => {
  await sort(page, 'Weight', 'Sort descending');
  await expect(grid(page).getByRole('columnheader', { name: 'Weight' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(page).toHaveURL(/sort=-weight/);
  await expect.poll(async () => (await titles(page))[0]).toContain('Parcel 138');
  await page.reload();
  await expect.poll(async () => (await titles(page))[0]).toContain('Parcel 138');
});

test('filters by what one picks and by what one writes', async ({ page }) => {
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('option', { name: 'State', exact: true }).click();
  await page.getByRole('option', { name: 'Sent' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('80 records')).toBeVisible();

  await page.getByRole('button', { name: 'Write the filter as an expression' }).click();
  const expression = page.getByRole('textbox', { name: 'Filter expression' });
  await expect(expression).toHaveValue(/state/);
  await expression.fill('weight > 310 && state == "packed"');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('80 records')).toBeHidden();
  await expect(page.getByText(/^\d records$/)).toBeVisible();

  await expression.fill('weight >');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(expression).toHaveAttribute('aria-invalid', 'true');

  await expression.fill('name == "nobody"');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Nothing matches this filter')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).last().click();
  await expect(page.getByText(`${COUNT} records`)).toBeVisible();
});

test('loads further pages as one scrolls, down to the last record', async ({ page }) => {
  await sort(page, 'Name', 'Sort ascending');
  await expect.poll(async () => (await titles(page))[0]).toContain('Parcel 001');
  await expect(page.getByText(`${COUNT} records`)).toBeVisible();
  await expect(async () => {
    await grid(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(row(page, `Parcel ${COUNT}`)).toBeVisible({ timeout: 1000 });
  }).toPass();
  // Only what is seen is in the page.
  expect((await titles(page)).length).toBeLessThan(90);
});

test('deletes at once and brings back what was deleted', async ({ page }) => {
  await sort(page, 'Name', 'Sort ascending');
  await expect.poll(async () => (await titles(page))[0]).toContain('Parcel 001');
  await row(page, 'Parcel 002').getByRole('checkbox').click();
  await row(page, 'Parcel 003').getByRole('checkbox').click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected records' });
  await expect(bar.getByText('2 selected')).toBeVisible();
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect(row(page, 'Parcel 002')).toBeHidden();
  await expect(row(page, 'Parcel 001')).toBeVisible();
  await expect(page.getByText(`${COUNT - 2} records`, { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Parcel 002')).toBeVisible();
  await expect(row(page, 'Parcel 003')).toBeVisible();
  await expect(page.getByText(`${COUNT} records`, { exact: true })).toBeVisible();
});

test('changes all records that match, in the background, and takes it back', async ({ page }) => {
  await page.getByRole('checkbox', { name: 'Select all loaded records' }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected records' });
  await bar.getByRole('button', { name: `Select all ${COUNT} that match` }).click();
  await expect(bar.getByText(`${COUNT} selected`)).toBeVisible();
  await bar.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: `Change ${COUNT} records` });
  await dialog.getByRole('combobox', { name: 'Field' }).click();
  await page.getByRole('option', { name: 'Weight' }).click();
  await dialog.getByRole('textbox', { name: 'Weight' }).fill('9');
  await dialog.getByRole('button', { name: 'Change', exact: true }).click();

  const progress = page.getByRole('group', { name: 'Mass change' });
  await expect(progress.getByRole('status')).toHaveText(/Changed: \d+/, { timeout: 20_000 });
  await expect(await cell(page, `Parcel ${COUNT}`, 'Weight')).toHaveText('9.00');
  await progress.getByRole('button', { name: 'Undo' }).click();
  await expect(await cell(page, `Parcel ${COUNT}`, 'Weight')).not.toHaveText('9.00', {
    timeout: 20_000,
  });
});

test('undoes an edited cell with the keyboard', async ({ page }) => {
  await sort(page, 'Name', 'Sort ascending');
  const weight = await cell(page, 'Parcel 004', 'Weight');
  await expect(weight).toHaveText('21.00');
  await weight.click();
  await page.keyboard.type('5');
  await page.keyboard.press('Enter');
  await expect(weight).toHaveText('5.00');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(weight).toHaveText('21.00');
});

test('keeps a way of looking at the list as a view for everybody', async ({ page }) => {
  await sort(page, 'Weight', 'Sort ascending');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
  await page.getByLabel('Name of the view').fill('Light first');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Light first' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect.poll(async () => (await titles(page))[0]).toContain('Parcel 001');
});
