import { expect, test, type Browser, type Page } from '@playwright/test';
import { Api, cell, grid, row, signIn } from './support';

/** Two people at once: what one changes the other sees, and loses nothing by it. */

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  api = await Api.signIn(context);
  object = await api.createObject('Visit', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'effort', label: 'Effort', type: 'integer' },
    { name: 'notes', label: 'Notes', type: 'longText' },
  ]);
});

async function another(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page);
  return page;
}

async function create(name: string): Promise<string> {
  const record = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name,
    effort: 1,
  });
  return record.id;
}

async function listening(page: Page): Promise<void> {
  await page.waitForResponse((response) => response.url().endsWith('/api/v1/events'));
}

test('a list shows what somebody else makes, changes and deletes', async ({ page, browser }) => {
  await create('There before');
  const heard = listening(page);
  await signIn(page);
  await heard;
  await page.goto(`/o/${object}`);
  await expect(row(page, 'There before')).toBeVisible();

  const other = await another(browser);
  await other.goto(`/o/${object}`);
  await other.getByRole('button', { name: 'New' }).first().click();
  const panel = other.getByRole('region', { name: 'Record beside the list' });
  await panel.getByLabel('Name').fill('Made by another');
  await panel.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(row(page, 'Made by another')).toBeVisible();

  const id = await create('Comes and goes');
  await expect(row(page, 'Comes and goes')).toBeVisible();
  await api.send('PATCH', `/api/v1/records/${object}/${id}`, { effort: 77 });
  await expect(await cell(page, 'Comes and goes', 'Effort')).toHaveText('77');
  await api.send('DELETE', `/api/v1/records/${object}/${id}`);
  await expect(row(page, 'Comes and goes')).toBeHidden();
  await expect(grid(page)).toBeVisible();
  await other.context().close();
});

test('an open form takes changes in and keeps what is typed', async ({ page }) => {
  const id = await create('Open in two places');
  const heard = listening(page);
  await signIn(page);
  await heard;
  await page.goto(`/o/${object}/${id}`);
  await expect(page.getByLabel('Effort')).toHaveValue('1');
  await api.send('PATCH', `/api/v1/records/${object}/${id}`, { effort: 5 });
  await expect(page.getByLabel('Effort')).toHaveValue('5');

  await page.getByLabel('Notes').fill('what I was about to say');
  await api.send('PATCH', `/api/v1/records/${object}/${id}`, { effort: 9, notes: 'theirs' });
  const aside = page.getByRole('complementary', { name: 'Details' });
  await expect(aside.getByText('changed').first()).toBeVisible();
  await expect(page.getByLabel('Notes')).toHaveValue('what I was about to say');
});
