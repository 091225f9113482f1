import { expect, test, type Page } from '@playwright/test';
import { Api, row, signIn } from './support';

/** A picture of 3 by 2 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEElEQVR4nGP4z8AAQQxwFgBB0gX7h/C5SAAAAABJRU5ErkJggg==',
  'base64',
);

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  api = await Api.signIn(context);
  object = await api.createObject('Product', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'photo', label: 'Photo', type: 'image' },
    { name: 'papers', label: 'Papers', type: 'files', maxItems: 2, accept: ['text/*'] },
  ]);
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

function choose(page: Page, field: string, name: string, content: Buffer): Promise<void> {
  return page
    .locator(`[data-field="${field}"] input[type="file"]`)
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: content });
}

test('files are uploaded, shown, put in order, saved and taken out', async ({ page }) => {
  const { id } = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name: 'Brig',
  });
  await page.goto(`/o/${object}/${id}`);
  await choose(page, 'photo', 'brig.png', PNG);
  const photo = page.locator('[data-field="photo"]');
  await expect(photo.getByRole('button', { name: 'brig.png' })).toBeVisible();
  await expect(photo.locator('img').first()).toBeVisible();
  // The first is long on its way: the second waits for it, and neither is lost.
  await page.route(/\/files\?name=a\.txt/, async (route) => {
    await page.waitForResponse(/\/files\?name=b\.txt/);
    await route.continue();
  });
  await choose(page, 'papers', 'a.txt', Buffer.from('first'));
  await choose(page, 'papers', 'b.txt', Buffer.from('second'));
  const papers = page.locator('[data-field="papers"]');
  await papers.getByRole('button', { name: 'Move up: b.txt' }).click();
  await expect(papers.getByText('Drop a file here, or choose one')).toBeHidden();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();

  const stored = await api.send<{ photo: { width: number }; papers: { name: string }[] }>(
    'GET',
    `/api/v1/records/${object}/${id}`,
  );
  expect(stored.photo.width).toBe(3);
  expect(stored.papers.map((file) => file.name)).toEqual(['b.txt', 'a.txt']);

  const download = page.waitForEvent('download');
  await papers.getByRole('button', { name: 'a.txt', exact: true }).click();
  expect((await download).suggestedFilename()).toBe('a.txt');

  await page.goto(`/o/${object}`);
  await expect(row(page, 'Brig').locator('img')).toBeVisible();
  await expect(row(page, 'Brig').getByText('brig.png')).toBeVisible();

  await page.goto(`/o/${object}/${id}`);
  await photo.getByRole('button', { name: 'Take out: brig.png' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expect(photo.getByText('Drop an image here, or choose one')).toBeVisible();
});

test('a file that the field does not take is told at the field', async ({ page }) => {
  const { id } = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name: 'Cog',
  });
  await page.goto(`/o/${object}/${id}`);
  await choose(page, 'photo', 'photo.png', Buffer.from('no picture'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('[data-field="photo"]').getByRole('alert')).toContainText(
    'is no image that can be shown',
  );
});
