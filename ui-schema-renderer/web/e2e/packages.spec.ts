import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { isAccessible, look, signUp } from './support';

/** An administrator brings a package in, sees beforehand what it does, and takes it back. */

const PLAIN = `format: 1
objects:
  - name: invoice
    label: Invoice
    fields:
      - {name: number, type: text}
      - {name: total, type: decimal, scale: 2}
`;

const WITHOUT_TOTAL = `format: 1
objects:
  - name: invoice
    label: Invoice
    fields:
      - {name: number, type: text}
`;

const WRONG = `format: 1
objects:
  - name: invoice
    fields:
      - {name: number, type: nothing}
`;

const file = (text: string) => ({
  name: 'metadata.yaml',
  mimeType: 'application/yaml',
  buffer: Buffer.from(text),
});

test('a package is looked at, applied, and taken back', async ({ page }) => {
  await signUp(page, `packages-${Date.now().toString(36)}`, 'rather a long password');
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await page.goto('/designer');
  await page.getByRole('link', { name: 'Packages' }).click();
  await expect(page.getByText('No package was applied yet.')).toBeVisible();

  const choice = page.locator('input[type=file]');
  await choice.setInputFiles(file(WRONG));
  await expect(page.getByText('This package cannot be applied')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
  await look(page, 'package-refused');

  await choice.setInputFiles(file(PLAIN));
  const changes = page.getByRole('list', { name: 'What would change' });
  await expect(changes.getByRole('listitem')).toHaveCount(3);
  await expect(changes).toContainText('invoice.total');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The package was applied')).toBeVisible();
  await expect(page.getByText(/Ada Berg · version \d+/)).toHaveCount(1);

  await choice.setInputFiles(file(WITHOUT_TOTAL));
  await expect(page.getByText('The workspace is as the package says already.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Delete what the package does not have' }).click();
  await expect(page.getByText('This would be lost')).toBeVisible();
  await expect(page.getByText('invoice.total, of 0 records')).toBeVisible();
  await look(page, 'package-loses');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText(/Ada Berg · version \d+/)).toHaveCount(2);

  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('The package was taken back')).toBeVisible();
  await look(page, 'package-taken-back');

  await page.getByRole('button', { name: 'Save as…' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'YAML' }).click();
  const saved = await readFile(await (await saving).path(), 'utf8');
  expect(saved).toContain('total');
});
