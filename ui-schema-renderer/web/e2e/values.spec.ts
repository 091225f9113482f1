import { expect, test } from '@playwright/test';
import { Api, cell, grid, row, signIn } from './support';

/** Values that are more than a text in a box. */

let api: Api;
let object: string;
let record: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  api = await Api.signIn(await playwright.request.newContext({ baseURL: baseURL ?? '' }));
  object = await api.createObject(
    'Device',
    [
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'password', label: 'Password', type: 'secret' },
      { name: 'settings', label: 'Settings', type: 'json' },
      { name: 'price', label: 'Price', type: 'money' },
      { name: 'place', label: 'Place', type: 'geoPoint' },
      { name: 'ports', label: 'Ports', type: 'integer', maximum: 48 },
    ],
    {
      validations: [
        {
          name: 'hubs',
          expression: 'name != "Hub" || ports == null',
          field: 'ports',
          message: 'Hubs have no ports',
        },
      ],
    },
  );
  const made = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name: 'Router',
    password: 'open sesame',
    settings: { rate: 0, text: '7' },
  });
  record = made.id;
  await api.createRecords(object, [
    { name: 'Switch', ports: 8, price: { amount: 5, currency: 'EUR' } },
    { name: 'Hub' },
  ]);
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('a secret is read by an administrator who asks, and hidden again', async ({ page }) => {
  await page.goto(`/o/${object}/${record}`);
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await page.getByRole('button', { name: 'Read: Password' }).click();
  await expect(page.getByText('open sesame')).toBeHidden();
  await page.getByRole('dialog').getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('open sesame')).toBeVisible();
  await page.getByRole('button', { name: 'Hide' }).click();
  await expect(page.getByText('open sesame')).toBeHidden();

  await page.getByRole('textbox', { name: 'Password' }).fill('another');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  const path = `/api/v1/records/${object}/${record}/secrets/password`;
  expect(await api.send<{ value: string }>('GET', path)).toEqual({ value: 'another' });
});

test('JSON is edited as a text, its numbers digit by digit', async ({ page }) => {
  await page.goto(`/o/${object}/${record}`);
  await page.getByRole('button', { name: 'Edit: Settings' }).click();
  const text = page.getByRole('textbox', { name: 'Settings' });
  // Numbers are numbers and texts are texts, which the record as it was read does not tell.
  await expect(text).toHaveValue('{\n  "rate": 0,\n  "text": "7"\n}');
  await text.fill('{"rate": 1,\n "text" 2}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  await expect(text).toHaveAccessibleDescription(/^Line 2, column 9/);

  await text.fill('{"rate": 0.12345678901234567890, "text": "7"}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Edit: Settings' }).click();
  await expect(text).toHaveValue(/"rate": 0\.1234567890123456789/);
  await expect(text).toHaveValue(/"text": "7"/);
});

test('a change of many records is tried out before it is made', async ({ page }) => {
  await page.goto(`/o/${object}`);
  await expect(row(page, 'Hub')).toBeVisible();
  await grid(page).getByRole('checkbox').first().click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Field' }).click();
  await page.getByRole('option', { name: 'Ports' }).click();
  const ports = dialog.getByRole('textbox', { name: 'Ports' });
  await ports.fill('96');
  await dialog.getByRole('button', { name: 'Try it out' }).click();
  await expect(ports).toHaveAttribute('aria-invalid', 'true');
  await ports.fill('24');
  await dialog.getByRole('button', { name: 'Try it out' }).click();
  await expect(dialog.getByText('2 would change, 1 would be refused.')).toBeVisible();
  await expect(dialog.getByText('Hubs have no ports')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(row(page, 'Switch')).not.toContainText('24');
});

test('sums and places are written in their cells, in one line', async ({ page }) => {
  await page.goto(`/o/${object}`);
  await expect(row(page, 'Switch')).toBeVisible();
  const price = await cell(page, 'Switch', 'Price');
  await price.click();
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await expect(price).toHaveText(/^7\s?EUR$/);
  const other = await cell(page, 'Hub', 'Price');
  await other.click();
  await page.keyboard.type('12.5 usd');
  await page.keyboard.press('Enter');
  await expect(other).toHaveText(/^12\.50\s?USD$/);
  const place = await cell(page, 'Hub', 'Place');
  await place.click();
  await page.keyboard.type('52.52, 13.405');
  await page.keyboard.press('Enter');
  await expect(place).toHaveText('52.52, 13.405');
  await page.reload();
  await expect(other).toHaveText(/^12\.50\s?USD$/);
  await expect(place).toHaveText('52.52, 13.405');
});
