import { expect, test } from '@playwright/test';
import { cell, grid, row, signIn } from './support';

/** From nothing to a list in use: what somebody does on the first day. */
test('an object is designed, filled, corrected, edited and read in Russian', async ({ page }) => {
  await signIn(page);

  await test.step('create an object with five fields', async () => {
    await page
      .getByRole('link', { name: 'New object' })
      .or(page.getByRole('link', { name: 'Create an object' }))
      .or(page.getByRole('link', { name: 'Designer' }))
      .first()
      .click();
    await page.goto('/designer/new');
    await page.getByLabel('Name of one').fill('Machine');
    await expect(page.getByLabel('Name of many')).toHaveValue('Machines');

    const add = async (type: string, label: string) => {
      await page
        .getByRole('button', { name: new RegExp(`^${type}`) })
        .first()
        .click();
      // The new field has the focus, so that one types its label at once.
      const input = page.getByLabel(`Label of the field: ${type}`).last();
      await expect(input).toBeFocused();
      await input.fill(label);
    };
    await add('Text', 'Serial number');
    await add('Decimal number', 'Price');
    await add('Date', 'Bought on');
    await add('Yes or no', 'In use');
    await page.getByRole('button', { name: 'Options: Serial number' }).click();
    await page.getByRole('checkbox', { name: /^Unique/ }).click();

    const preview = page.getByRole('complementary', { name: 'Preview' });
    await expect(preview.getByText('Bought on')).toBeVisible();
    await page.getByRole('button', { name: /^Create object/ }).click();
    await expect(page.getByRole('heading', { name: 'Machines', level: 1 })).toBeVisible();
    await expect(page.getByText('No records yet: Machines')).toBeVisible();
  });

  const panel = page.getByRole('region', { name: 'Record beside the list' });

  await test.step('create a record with the generated form', async () => {
    await page.getByRole('button', { name: 'Create the first one' }).click();
    await expect(panel.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await panel.getByRole('textbox', { name: 'Name' }).fill('Lathe');
    await panel.getByLabel('Serial number').fill('L-100');
    await panel.getByLabel('Price').fill('12345678901234567890.12');
    await panel.getByLabel('Bought on').fill('2026-01-31');
    await panel.getByRole('button', { name: 'Yes' }).click();
    await panel.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByText('Lathe was created')).toBeVisible();
    // More digits than a floating-point number holds, and all of them are there.
    await expect(await cell(page, 'Lathe', 'Price')).toHaveText('12,345,678,901,234,567,890.12');
    await expect(await cell(page, 'Lathe', 'Bought on')).toHaveText('Jan 31, 2026');
  });

  await test.step('see what the server refuses at its field', async () => {
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await panel.getByRole('textbox', { name: 'Name' }).fill('Press');
    const serial = panel.getByLabel('Serial number');
    await serial.fill('L-100');
    await panel.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(serial).toHaveAttribute('aria-invalid', 'true');
    await expect(serial).toHaveAccessibleDescription(/^Another .+ has this Serial number$/);
    await expect(serial).toBeFocused();
    await expect(panel.getByText('One field needs your attention')).toBeVisible();

    await serial.fill('P-200');
    await expect(serial).not.toHaveAttribute('aria-invalid', 'true');
    await panel.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(row(page, 'Press')).toBeVisible();
    await panel.getByRole('button', { name: 'Close' }).click();
    await expect(panel).toBeHidden();
  });

  await test.step('edit a cell in the list, with the keyboard alone', async () => {
    const price = await cell(page, 'Press', 'Price');
    await price.click();
    await page.keyboard.type('99.5');
    await page.keyboard.press('Enter');
    await expect(price).toHaveText('99.50');
    await page.reload();
    await expect(await cell(page, 'Press', 'Price')).toHaveText('99.50');

    // What is refused is put back, and the cell says why.
    const serial = await cell(page, 'Press', 'Serial number');
    await serial.click();
    await page.keyboard.type('L-100');
    await page.keyboard.press('Enter');
    await expect(serial).toHaveAttribute('aria-invalid', 'true');
    await expect(grid(page).getByRole('alert')).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expect(serial).toContainText('P-200');
  });

  await test.step('switch to Russian', async () => {
    await page.getByRole('button', { name: 'Account of Alex Demo' }).click();
    await page.getByRole('menuitemradio', { name: 'Русский' }).click();
    await expect(page.getByRole('button', { name: 'Создать', exact: true })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
    await expect(page.getByText('2 записи', { exact: true })).toBeVisible();
    await expect(await cell(page, 'Press', 'Price')).toContainText('99,50');
  });
});
