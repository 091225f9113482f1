import { expect, test } from '@playwright/test';
import { Api, cell, grid, signIn } from './support';

/** What administrators change of objects that are in use. */

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  api = await Api.signIn(await playwright.request.newContext({ baseURL: baseURL ?? '' }));
  object = await api.createObject('Repair', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'state', label: 'State', type: 'select', options: ['open', 'waiting', 'closed'] },
    { name: 'hours', label: 'Hours', type: 'text' },
    { name: 'booked', label: 'Booked', type: 'date' },
    { name: 'parent', label: 'Part of', type: 'reference', target: 'account' },
  ]);
  await api.createRecords(object, [
    { name: 'Pump', state: 'waiting', hours: '3' },
    { name: 'Valve', state: 'waiting', hours: 'a dozen' },
    { name: 'Seal', state: 'open', hours: '12' },
  ]);
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('options in use and types are changed together with the values', async ({ page }) => {
  await page.goto(`/designer/o/${object}`);
  const edit = async (field: string) =>
    page.getByRole('button', { name: `Edit: ${field}`, exact: true }).click();
  const dialog = page.getByRole('dialog');

  await test.step('an option that records have is refused with their number', async () => {
    await edit('State');
    await dialog.getByRole('button', { name: 'Remove option: waiting' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(
      dialog.getByText('2 records hold a value that would not be taken any more'),
    ).toBeVisible();
  });

  await test.step('and is replaced in them', async () => {
    await dialog.getByRole('button', { name: 'Convert the values' }).click();
    await expect(dialog.getByText('Values that do not fit', { exact: true })).toBeVisible();
    await expect(dialog.getByRole('row', { name: /waiting/ }).getByText('2')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Convert', exact: true })).toBeDisabled();
    await dialog.getByRole('combobox', { name: 'What becomes of “waiting”' }).click();
    await page.getByRole('option', { name: 'closed' }).click();
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
    await expect(page.getByText('Converted: State')).toBeVisible();
  });

  await test.step('a text becomes a number', async () => {
    await edit('Hours');
    await dialog.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'Whole number' }).click();
    await dialog.getByRole('button', { name: 'Check the values' }).click();
    await dialog.getByRole('textbox', { name: 'What becomes of “a dozen”' }).fill('12');
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
    await expect(page.getByText('Converted: Hours')).toBeVisible();
  });

  await page.goto(`/o/${object}`);
  await expect(grid(page)).toBeVisible();
  await expect(await cell(page, 'Pump', 'State')).toHaveText('closed');
  await expect(await cell(page, 'Valve', 'Hours')).toHaveText('12');
});
