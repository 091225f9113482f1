import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { Api, look, signIn } from './support';

/** More than is sent at once: it goes in three pieces. */
const CONTENT = randomBytes(20 * 1024 * 1024);

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  api = await Api.signIn(context);
  object = await api.createObject('Film', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'copy', label: 'Copy', type: 'file' },
  ]);
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

/** Opens a new record's form; a file on the disk, so that it is the same after a reload. */
async function open(page: Page, name: string): Promise<{ id: string; path: string }> {
  const { id } = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, { name });
  const path = test.info().outputPath('film.bin');
  await writeFile(path, CONTENT);
  await page.goto(`/o/${object}/${id}`);
  return { id, path };
}

function choose(page: Page, path: string): Promise<void> {
  return page.locator('[data-field="copy"] input[type="file"]').setInputFiles(path);
}

/** Counts requests of uploads, and cuts some of them off. */
async function watch(page: Page, isCut: (method: string, number: number) => boolean) {
  const asked: string[] = [];
  await page.route('**/api/v1/uploads**', async (route) => {
    const method = route.request().method();
    asked.push(method);
    const number = asked.filter((one) => one === method).length;
    await (isCut(method, number) ? route.abort('connectionreset') : route.continue());
  });
  return asked;
}

async function isSavedWhole(page: Page, id: string): Promise<void> {
  await expect(
    page.locator('[data-field="copy"]').getByRole('button', { name: 'film.bin', exact: true }),
  ).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page
    .locator('[data-field="copy"]')
    .getByRole('button', { name: 'film.bin', exact: true })
    .click();
  const saved = createHash('sha256');
  for await (const part of await (await download).createReadStream()) {
    saved.update(part as Buffer);
  }
  expect(saved.digest('hex')).toBe(createHash('sha256').update(CONTENT).digest('hex'));
  const stored = await api.send<{ copy: { size: number } }>(
    'GET',
    `/api/v1/records/${object}/${id}`,
  );
  expect(stored.copy.size).toBe(CONTENT.length);
}

test('a large file arrives whole though the connection is cut', async ({ page }) => {
  const { id, path } = await open(page, 'Metropolis');
  const asked = await watch(page, (method, number) => method === 'PATCH' && number === 2);
  await choose(page, path);
  await isSavedWhole(page, id);
  expect(asked).toEqual(['POST', 'PATCH', 'PATCH', 'HEAD', 'PATCH', 'PATCH']);
});

test('a large file goes on after the page is loaded anew, and can be given up', async ({
  page,
}) => {
  const { id, path } = await open(page, 'Nosferatu');
  let isCut = true;
  const asked = await watch(page, (method, number) => isCut && method === 'PATCH' && number > 1);
  await choose(page, path);
  const copy = page.locator('[data-field="copy"]');
  await expect(copy.getByText('Waiting for the connection…')).toBeVisible();
  await look(page, 'upload-cut');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  isCut = false;
  asked.length = 0;
  await choose(page, path);
  await isSavedWhole(page, id);
  expect(asked).toEqual(['HEAD', 'PATCH', 'PATCH']);

  await copy.getByRole('button', { name: 'Take out: film.bin' }).click();
  isCut = true;
  asked.length = 0;
  await choose(page, path);
  await expect(copy.getByText('Waiting for the connection…')).toBeVisible();
  await copy.getByRole('button', { name: 'Stop uploading film.bin' }).click();
  await expect(copy.getByText('Drop a file here, or choose one')).toBeVisible();
  await expect.poll(() => asked.at(-1)).toBe('DELETE');
});
