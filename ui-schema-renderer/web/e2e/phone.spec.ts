import { expect, test } from '@playwright/test';
import { Api, grid, row } from './support';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const api = await Api.signIn(context);
  object = await api.createObject('Visit', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'day', label: 'Day', type: 'date' },
  ]);
  await api.createRecords(object, [{ name: 'First visit', day: '2026-02-01' }]);
  await context.dispose();
});

test('everything is within reach on a phone', async ({ page }, info) => {
  await page.goto('/login');
  await page.getByLabel('Workspace').fill('demo');
  await page.getByLabel('E-mail').fill('admin@demo.example');
  await page.getByLabel('Password').fill('armature-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Open navigation' })).toBeVisible();
  await page.goto(`/o/${object}`);
  await expect(grid(page)).toBeVisible();
  await page.screenshot({ path: info.outputPath('list.png') });

  await page.getByRole('button', { name: 'Open navigation' }).click();
  await expect(page.getByRole('dialog', { name: 'Main navigation' })).toBeVisible();
  await page.keyboard.press('Escape');

  await row(page, 'First visit').getByRole('button', { name: 'First visit', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Record beside the list' });
  await expect(panel.getByLabel('Name')).toHaveValue('First visit');
  await page.screenshot({ path: info.outputPath('record.png') });
  // Nothing is wider than the window.
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(390);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toBeHidden();
});
