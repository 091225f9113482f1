import { expect, test } from '@playwright/test';
import { isAccessible, look } from './support';

/** People who are nobody here fill in a form, and see a record by a link. */

const PASSWORD = 'rather a long password';

test('a form is published and filled in, and its record shown by a link', async ({
  page,
  request,
  browser,
}) => {
  const slug = `guests-${Date.now().toString(36)}`;
  await request.post('/api/v1/tenants', {
    data: {
      name: 'Harbour Works',
      slug,
      admin: { name: 'Ada Berg', email: 'ada@guests.example', password: PASSWORD },
    },
  });
  const login = await request.post('/api/v1/auth/login', {
    data: { tenant: slug, email: 'ada@guests.example', password: PASSWORD },
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${token}` };
  await request.patch('/api/v1/tenant', { headers, data: { brand: { accent: '#1d6f42' } } });
  await request.post('/api/v1/metadata/objects', {
    headers,
    data: {
      name: 'lead',
      label: 'Lead',
      titleField: 'name',
      fields: [
        { name: 'name', label: 'Name', type: 'text', required: true },
        { name: 'email', label: 'E-mail', type: 'email' },
        { name: 'budget', label: 'Budget', type: 'decimal', scale: 2 },
        {
          name: 'kind',
          label: 'Kind',
          type: 'select',
          options: [
            { value: 'boat', label: 'A boat' },
            { value: 'crane', label: 'A crane' },
          ],
        },
        {
          name: 'interests',
          label: 'Interests',
          type: 'multiSelect',
          options: [
            { value: 'repair', label: 'Repair' },
            { value: 'paint', label: 'Paint' },
          ],
        },
        { name: 'plan', label: 'Plan', type: 'file' },
        { name: 'score', label: 'Inner score', type: 'integer' },
      ],
    },
  });

  await page.goto('/login');
  await page.getByLabel('Workspace').fill(slug);
  await page.getByLabel('E-mail').fill('ada@guests.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Public forms' }).click();
  await expect(page.getByText('No forms yet')).toBeVisible();
  await page.getByRole('button', { name: 'New form' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Object' }).click();
  await page.getByRole('option', { name: 'Lead' }).click();
  await dialog.getByRole('textbox', { name: 'Heading' }).fill('Tell us what you need');
  await dialog.getByRole('textbox', { name: 'Introduction' }).fill('We answer within a day.');
  for (const field of ['E-mail', 'Budget', 'Kind', 'Interests', 'Plan']) {
    await dialog.getByRole('checkbox', { name: field, exact: true }).click();
  }
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(dialog.getByText('No record comes of it without name')).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'Name', exact: true }).click();
  await dialog.getByRole('button', { name: 'Words for E-mail' }).click();
  await dialog
    .getByRole('textbox', { name: 'What it is called on the form' })
    .fill('Where we write to');
  await dialog.getByRole('textbox', { name: 'Help below it' }).fill('We send nothing else.');
  await dialog.getByRole('combobox', { name: 'Add a fixed value' }).click();
  await page.getByRole('option', { name: 'Inner score' }).click();
  await dialog.getByRole('textbox', { name: 'Inner score' }).fill('7');
  await dialog.getByRole('combobox', { name: 'Owner of the records' }).click();
  await page.getByRole('option', { name: 'Ada Berg' }).click();
  await isAccessible(page);
  await look(page, 'form-dialog');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Tell us what you need')).toBeVisible();
  await isAccessible(page);
  await look(page, 'forms');
  const forms = (await (await request.get('/api/v1/forms', { headers })).json()) as {
    data: { address: string }[];
  };
  const form = new URL(forms.data[0]?.address ?? '').pathname;

  const stranger = await (await browser.newContext()).newPage();
  const answer = await stranger.goto(form);
  expect(answer?.headers()['x-robots-tag']).toBe('noindex, nofollow');
  await expect(stranger.getByRole('heading', { name: 'Tell us what you need' })).toBeVisible();
  await expect(stranger.getByText('Harbour Works')).toBeVisible();
  await expect(stranger.getByText('Inner score')).toBeHidden();
  await isAccessible(stranger);
  await stranger.getByRole('button', { name: 'Send' }).click();
  await expect(stranger.getByText('Please look at what is marked')).toBeVisible();
  await stranger.getByRole('textbox', { name: 'Name' }).fill('Zora Quay');
  await expect(stranger.getByText('We send nothing else.')).toBeVisible();
  await stranger.getByRole('textbox', { name: 'Where we write to' }).fill('zora@quay.example');
  await stranger.getByRole('textbox', { name: 'Budget' }).fill('1250,50');
  await stranger.getByRole('combobox', { name: 'Kind' }).click();
  await stranger.getByRole('option', { name: 'A crane' }).click();
  await stranger.getByRole('checkbox', { name: 'Paint' }).click();
  await stranger.getByLabel('Plan').setInputFiles({
    name: 'plan.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('a plan'),
  });
  await expect(stranger.getByText('Sent: plan.txt')).toBeVisible();
  await look(stranger, 'form');
  await stranger.setViewportSize({ width: 390, height: 844 });
  await look(stranger, 'form-phone');
  await stranger.getByRole('button', { name: 'Send' }).click();
  await expect(stranger.getByText('It was sent')).toBeVisible();
  await isAccessible(stranger);
  await look(stranger, 'form-sent');

  await page.goto('/o/lead');
  await page.getByRole('button', { name: 'Zora Quay' }).first().click();
  const records = (await (await request.get('/api/v1/records/lead', { headers })).json()) as {
    data: { id: string; budget: number; score: number }[];
  };
  const record = records.data[0];
  expect(record?.budget).toBe(1250.5);
  expect(record?.score).toBe(7);
  await page.goto(`/o/lead/${record?.id ?? ''}`);
  await expect(page.getByText('The form “Tell us what you need” created the record')).toBeVisible();
  await look(page, 'form-history');
  await page.getByRole('button', { name: 'Share' }).click();
  const share = page.getByRole('dialog');
  await share.getByRole('button', { name: 'New link' }).click();
  for (const field of ['Name', 'Budget', 'Kind', 'Plan']) {
    await share.getByRole('checkbox', { name: field, exact: true }).click();
  }
  await share.getByLabel('Password (optional)').fill('open sesame');
  await isAccessible(page);
  await look(page, 'links-new');
  await share.getByRole('button', { name: 'Make the link' }).click();
  const address = await share.getByRole('textbox', { name: 'The link' }).inputValue();
  await look(page, 'links');

  await stranger.goto(new URL(address).pathname);
  await expect(stranger.getByText('A password is needed')).toBeVisible();
  await isAccessible(stranger);
  await stranger.getByLabel('Password').fill('not the one');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByRole('alert').first()).toBeVisible();
  await stranger.getByLabel('Password').fill('open sesame');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await expect(stranger.getByText('Zora Quay')).toBeVisible();
  await expect(stranger.getByText('zora@quay.example')).toBeHidden();
  const download = stranger.waitForEvent('download');
  await stranger.getByRole('button', { name: /plan\.txt/ }).click();
  expect((await download).suggestedFilename()).toBe('plan.txt');
  await isAccessible(stranger);
  await look(stranger, 'link-phone');
  await stranger.setViewportSize({ width: 1280, height: 800 });
  await look(stranger, 'link');

  await page.goto('/admin/settings');
  await page.getByRole('switch', { name: 'Records can be seen by public links' }).click();
  await expect(
    page.getByRole('switch', { name: 'Records can be seen by public links' }),
  ).not.toBeChecked();
  await stranger.reload();
  await expect(stranger.getByText('This link leads nowhere')).toBeVisible();
  await isAccessible(stranger);
  await look(stranger, 'link-over');
});
