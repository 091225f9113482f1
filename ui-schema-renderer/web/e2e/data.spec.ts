import { expect, test } from '@playwright/test';
import { isAccessible, signUp } from './support';

/** What a workspace uses, taking everything away, and its end; in a company of its own. */

const PASSWORD = 'rather a long password';

test('everything is exported with the password, and the end of the workspace is taken back', async ({
  page,
}, info) => {
  // The browser's own dialog for saving cannot be pressed here; other browsers have none.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  const slug = `data-${Date.now().toString(36)}`;
  await signUp(page, slug, PASSWORD);
  await page.getByRole('link', { name: 'Workspace', exact: true }).click();

  const usage = page.getByRole('region', { name: 'Usage' });
  await expect(usage.getByText('Active users')).toBeVisible();
  await expect(usage.getByRole('listitem')).toHaveCount(30);

  const data = page.getByRole('region', { name: 'Your data' });
  await data.getByRole('button', { name: 'Export everything' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill('another password');
  await dialog.getByRole('button', { name: 'Make the archive' }).click();
  await expect(dialog.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true');
  await isAccessible(page);
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Make the archive' }).click();
  await expect(dialog).toBeHidden();
  const download = page.waitForEvent('download');
  await data.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toMatch(new RegExp(`^${slug}-.*\\.zip$`));

  const end = page.getByRole('region', { name: 'Delete the workspace' });
  await end.getByRole('button', { name: 'Delete the workspace' }).click();
  const erase = dialog.getByRole('button', { name: 'Delete the workspace' });
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await expect(erase).toBeDisabled();
  await dialog.getByLabel(/To say that you mean it/).fill(slug);
  await isAccessible(page);
  await page.screenshot({ path: info.outputPath('dialog.png') });
  await erase.click();
  await expect(page.getByText(/This workspace is going to be deleted on/)).toBeVisible();
  await expect(end.getByText(/Ada Berg has asked/)).toBeVisible();
  await usage.scrollIntoViewIfNeeded();
  await isAccessible(page);
  await page.screenshot({ path: info.outputPath('light.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await end.scrollIntoViewIfNeeded();
  await isAccessible(page);
  await page.screenshot({ path: info.outputPath('dark.png') });
  await page.setViewportSize({ width: 390, height: 844 });
  await usage.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('phone.png') });
  await data.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath('phone-data.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

  await end.getByRole('button', { name: 'Keep the workspace' }).click();
  await expect(page.getByText(/This workspace is going to be deleted on/)).toBeHidden();
});
