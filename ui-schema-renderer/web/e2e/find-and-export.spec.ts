import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Api, grid, signIn } from './support';

let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const api = await Api.signIn(context);
  object = await api.createObject('Letter', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'body', label: 'Body', type: 'longText', searchable: true },
    { name: 'weight', label: 'Weight', type: 'decimal', scale: 2 },
  ]);
  await api.createRecords(object, [
    { name: 'To the wombats', body: 'About the companies of the valley', weight: 2 },
    { name: 'To nobody', body: '=1+1', weight: 1 },
  ]);
  await context.dispose();
});

test('the command menu finds a record by what is in it, and shows where', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('Control+k');
  const menu = page.getByRole('dialog', { name: 'Command menu' });
  const search = menu.getByRole('combobox');
  await search.fill('company valley');
  const hit = menu.getByRole('option').filter({ hasText: 'To the wombats' });
  await expect(hit).toBeVisible();
  await expect(hit.locator('mark').first()).toHaveText('companies');

  await search.fill('wombast');
  await expect(hit).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/o/${object}/`));
});

test('a list is saved as a file as one sees it', async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}?filter=${encodeURIComponent('weight < 2')}`);
  await expect(grid(page)).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Table as text (CSV)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${object}.csv`);
  const text = await readFile(await download.path(), 'utf8');
  const [header, record, ...rest] = text.trimEnd().split('\r\n');
  expect(header?.split(',')).toEqual(expect.arrayContaining(['name', 'weight']));
  expect(record).toContain('To nobody');
  expect(rest).toEqual([]);
});
