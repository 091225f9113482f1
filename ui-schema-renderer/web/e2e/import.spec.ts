import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Api, grid, isAccessible, signIn } from './support';

let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const api = await Api.signIn(context);
  object = await api.createObject('Parcel', [
    { name: 'name', label: 'Name', type: 'text', required: true, unique: true },
    { name: 'weight', label: 'Weight', type: 'decimal', scale: 2 },
    { name: 'state', label: 'State', type: 'select', options: ['new', 'sent'] },
  ]);
  await context.dispose();
});

const TABLE = 'Name;Weight;State;Budget;Remark\nA;1.5;new;10;x\nB;heavy;new;20;y\nC;2;lost;30;z\n';

async function choose(page: Page, name: string, content: string): Promise<void> {
  await page
    .getByLabel('Choose a file', { exact: true })
    .last()
    .setInputFiles({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(content),
    });
}

async function map(page: Page, column: string, field: string): Promise<void> {
  await page.getByRole('combobox', { name: `Field for the column “${column}”` }).click();
  await page.getByRole('option', { name: field, exact: true }).click();
}

const result = (page: Page) => page.getByRole('region', { name: 'What became of it' });

test('a table is tried, imported with what it needs, and taken back', async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}`);
  await page.getByRole('link', { name: 'Import' }).click();
  await choose(page, 'parcels.csv', TABLE);

  await expect(page.getByText('Divided by ;')).toBeVisible();
  const weight = page.getByRole('combobox', { name: 'Field for the column “Weight”' });
  await expect(weight).toHaveText('Weight');
  await map(page, 'Budget', 'New field');
  await page.getByText('Make options that a field lacks').click();
  await isAccessible(page);

  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(result(page).getByText('Tried; nothing was kept')).toBeVisible();
  await expect(result(page).getByText('Field “Budget” (integer)')).toBeVisible();
  await expect(result(page).getByText('Options of “State”: lost')).toBeVisible();

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(result(page).getByText('Imported', { exact: true })).toBeVisible();
  await result(page).getByRole('button', { name: 'Show 1 refused line' }).click();
  const refused = page.getByRole('dialog', { name: 'Refused lines' });
  await expect(refused.getByText('Line 3')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    refused.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('B;heavy;new;20;y');
  await page.keyboard.press('Escape');

  await result(page).getByRole('link', { name: 'To the records' }).click();
  await expect(grid(page).getByRole('button', { name: 'C', exact: true })).toBeVisible();
  await page.goBack();
});

test('a record that is there is changed by its key, and an import is undone', async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}/import`);
  await choose(page, 'more.csv', 'Name,Weight\nD,1\nE,2\n');
  await page.getByRole('combobox', { name: 'What is done with a line' }).click();
  await page
    .getByRole('option', { name: 'Change the record with the same “Name”, or make one' })
    .click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(result(page).getByText('Imported', { exact: true })).toBeVisible();
  await result(page).getByRole('button', { name: 'Undo' }).click();
  await expect(result(page).getByText('The import was undone')).toBeVisible();
  await page.goto(`/o/${object}`);
  await expect(grid(page).getByRole('button', { name: 'D', exact: true })).toHaveCount(0);
});

test('records are changed by their key, and none is made where that is chosen', async ({
  page,
}) => {
  await signIn(page);
  await page.goto(`/o/${object}/import`);
  await choose(page, 'changes.csv', 'Name,Weight\nA,9\nNowhere,2\n');
  await page.getByRole('combobox', { name: 'What is done with a line' }).click();
  await page
    .getByRole('option', { name: 'Change the record with the same “Name”, and make none' })
    .click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(result(page).getByText('Imported', { exact: true })).toBeVisible();
  await expect(result(page).getByRole('button', { name: 'Show 1 refused line' })).toBeVisible();
  await page.goto(`/o/${object}`);
  await expect(grid(page).getByRole('button', { name: 'A', exact: true })).toBeVisible();
  await expect(grid(page).getByRole('button', { name: 'Nowhere', exact: true })).toHaveCount(0);
});

test('what cannot be imported is said where it stands', async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}/import`);
  await choose(page, 'parcels.pdf', 'x');
  await expect(page.getByText('is no file that can be imported')).toBeVisible();
  await choose(page, 'parcels.csv', 'Name,Title\nF,G\n');
  await map(page, 'Title', 'Name');
  await expect(page.getByText('A field can have one column')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try it' })).toBeDisabled();
});
