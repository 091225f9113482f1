import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { isAccessible, look } from './support';

/** An administrator has another program told of changes, and sees what became of it. */

const PASSWORD = 'rather a long password';

test('a webhook is made, tried, and told what happens', async ({ page, request }) => {
  const told: string[] = [];
  let status = 200;
  const receiver = createServer((incoming, answer) => {
    let body = '';
    incoming.on('data', (chunk) => (body += String(chunk)));
    incoming.on('end', () => {
      told.push((JSON.parse(body) as { type: string }).type);
      answer.writeHead(status).end(status === 200 ? 'thank you' : 'not today');
    });
  });
  await new Promise<void>((ready) => receiver.listen(0, 'localhost', ready));
  const url = `http://localhost:${(receiver.address() as AddressInfo).port}/hook`;
  const slug = `hooks-${Date.now().toString(36)}`;
  await request.post('/api/v1/tenants', {
    data: {
      name: slug,
      slug,
      admin: { name: 'Ada Berg', email: 'ada@hooks.example', password: PASSWORD },
    },
  });
  const login = await request.post('/api/v1/auth/login', {
    data: { tenant: slug, email: 'ada@hooks.example', password: PASSWORD },
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${token}` };
  for (const label of ['Note', 'Other']) {
    await request.post('/api/v1/metadata/objects', {
      headers,
      data: { name: label.toLowerCase(), label, fields: [{ name: 'name', type: 'text' }] },
    });
  }
  const note = async (name: string) => {
    const made = await request.post('/api/v1/records/note', { headers, data: { name } });
    expect(made.ok()).toBe(true);
  };

  await page.goto('/login');
  await page.getByLabel('Workspace').fill(slug);
  await page.getByLabel('E-mail').fill('ada@hooks.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await expect(page.getByText('No webhooks yet')).toBeVisible();
  await isAccessible(page);
  await look(page, 'webhooks-none');

  await page.getByRole('button', { name: 'New webhook' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Warehouse');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('http://example.com/');
  await dialog.getByRole('combobox', { name: 'Objects' }).click();
  await page.getByRole('option', { name: 'Only these' }).click();
  await dialog.getByRole('checkbox', { name: 'Note' }).click();
  await dialog.getByRole('textbox', { name: 'Condition' }).fill('name != "hidden"');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('has to begin with https://')).toBeVisible();
  await isAccessible(page);
  await look(page, 'webhook-dialog');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(url);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await isAccessible(page);
  await look(page, 'webhook-secret');
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(/whsec_/)).toBeHidden();

  await page.getByRole('button', { name: 'Actions for “Warehouse”' }).click();
  await page.getByRole('menuitem', { name: 'Send a test message' }).click();
  await expect(
    dialog.getByRole('listitem').filter({ hasText: 'Test message' }).first(),
  ).toBeVisible();
  await expect(dialog.getByText('thank you')).toBeVisible();
  status = 500;
  await note('hidden');
  await note('shown');
  await expect.poll(() => told).toEqual(['webhook.ping', 'note.created']);
  await dialog.getByRole('button', { name: 'Refresh' }).click();
  await expect(dialog.getByText('The receiver answered 500')).toBeVisible();
  await expect(dialog.getByText('Not told', { exact: true })).toBeVisible();
  await isAccessible(page);
  await look(page, 'webhook-deliveries');
  status = 200;
  await dialog
    .getByRole('listitem')
    .filter({ hasText: 'not today' })
    .getByRole('button', { name: 'Deliver again' })
    .click();
  await expect(dialog.getByText('thank you')).toHaveCount(2);
  await dialog.getByRole('combobox', { name: 'Show' }).click();
  await page.getByRole('option', { name: 'Waiting' }).click();
  await expect(dialog.getByText('Nothing here')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/admin/webhooks');
  await expect(page.getByText('Note · as Ada Berg sees it')).toBeVisible();
  await isAccessible(page);
  await look(page, 'webhooks-phone');
  await page.getByRole('button', { name: 'Deliveries' }).click();
  await expect(dialog.getByText('thank you')).toHaveCount(2);
  await look(page, 'webhook-deliveries-phone');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Actions for “Warehouse”' }).click();
  await page.getByRole('menuitem', { name: 'Replace the secret' }).click();
  await page.getByRole('button', { name: 'Replace the secret' }).click();
  await expect(dialog.getByText(/^whsec_/)).toBeVisible();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Actions for “Warehouse”' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('No webhooks yet')).toBeVisible();
  await new Promise((closed) => receiver.close(closed));
});
