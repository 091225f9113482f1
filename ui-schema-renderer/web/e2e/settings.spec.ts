import { deflateSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { isAccessible } from './support';

/** A workspace gets a name, a colour and a logo of its own; in a company of its own. */

const PASSWORD = 'rather a long password';

/** A square of one colour. */
function png(size: number): Buffer {
  const crc = (data: Buffer) => {
    let sum = 0xffffffff;
    for (const byte of data) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) {
        sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
      }
    }
    return (sum ^ 0xffffffff) >>> 0;
  };
  const chunk = (type: string, body: Buffer) => {
    const data = Buffer.concat([Buffer.from(type, 'ascii'), body]);
    const part = Buffer.alloc(body.length + 12);
    part.writeUInt32BE(body.length, 0);
    data.copy(part, 4);
    part.writeUInt32BE(crc(data), body.length + 8);
    return part;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, 0x99)]);
  const body = deflateSync(Buffer.concat(Array.from({ length: size }, () => line)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const accent = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'));

test('a name, a colour and a logo are seen at once, and after a reload, in both themes', async ({
  page,
}, info) => {
  const wrong: string[] = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto('/signup');
  await page.getByLabel('Company').fill('Acme');
  await page.getByLabel('Workspace address').fill(`look-${Date.now().toString(36)}`);
  await page.getByLabel('Your name').fill('Ada Berg');
  await page.getByLabel('E-mail').fill('ada@acme.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await page.getByRole('link', { name: 'Workspace', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Workspace', level: 1 })).toBeVisible();
  await isAccessible(page);

  const about = page.getByRole('region', { name: 'About the workspace' });
  await about.getByLabel('Name').fill('Acme Northern');
  await about.getByRole('combobox', { name: 'Time zone' }).click();
  await page.getByRole('combobox').last().fill('Asia/Tok');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  await about.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Account of Ada Berg' })).toContainText(
    'Acme Northern',
  );
  await expect(about.getByRole('combobox', { name: 'Time zone' })).toContainText('Asia/Tokyo');

  const look = page.getByRole('region', { name: 'Look' });
  await look.getByRole('textbox', { name: 'Accent colour', exact: true }).fill('#ffcc00');
  await look.getByRole('button', { name: 'Save' }).click();
  await expect(look.getByText(/#[0-9a-f]{6} has it/)).toBeVisible();
  await isAccessible(page);
  await look.getByRole('textbox', { name: 'Accent colour', exact: true }).fill('#8a1c5b');
  await look.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => accent(page)).toBe('#8a1c5b');

  const choose = page.waitForEvent('filechooser');
  await look.getByRole('button', { name: 'Choose an image' }).click();
  await (await choose).setFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(80) });
  await expect(look.getByRole('button', { name: 'Remove the logo' })).toBeVisible();
  const menu = page.getByRole('button', { name: 'Account of Ada Berg' });
  await expect(menu.locator('img[src^="blob:"]')).toBeVisible();
  await page.screenshot({ path: info.outputPath('light.png') });
  await isAccessible(page);

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(menu.locator('img[src^="blob:"]')).toBeVisible();
  await expect.poll(() => accent(page)).not.toBe('#5a66e0');
  await page.screenshot({ path: info.outputPath('dark.png') });
  await isAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('button', { name: 'Open navigation' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('phone.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  // The colour that was refused is an answer that browsers log; the policy of the page refused nothing.
  expect(wrong.filter((text) => !text.includes('422'))).toEqual([]);
});
