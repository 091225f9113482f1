import { expect, test } from '@playwright/test';
import { Api, cell, grid, row, signIn } from './support';

/** What administrators change of objects that are in use. */

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  api = await Api.signIn(await playwright.request.newContext({ baseURL: baseURL ?? '' }));
  object = await api.createObject('Repair', [
    { name: 'name', label: 'Name', type: 'text', required: true },
    { name: 'state', label: 'State', type: 'select', options: ['open', 'waiting', 'closed'] },
    { name: 'hours', label: 'Hours', type: 'text' },
    { name: 'booked', label: 'Booked', type: 'date' },
    { name: 'parent', label: 'Part of', type: 'reference', target: 'account' },
  ]);
  await api.createRecords(object, [
    { name: 'Pump', state: 'waiting', hours: '3' },
    { name: 'Valve', state: 'waiting', hours: 'a dozen' },
    { name: 'Seal', state: 'open', hours: '12' },
  ]);
});

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('options in use and types are changed together with the values', async ({ page }) => {
  await page.goto(`/designer/o/${object}`);
  const edit = async (field: string) =>
    page.getByRole('button', { name: `Edit: ${field}`, exact: true }).click();
  const dialog = page.getByRole('dialog');

  await test.step('an option that records have is refused with their number', async () => {
    await edit('State');
    await dialog.getByRole('button', { name: 'Remove option: waiting' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(
      dialog.getByText('2 records hold a value that would not be taken any more'),
    ).toBeVisible();
  });

  await test.step('and is replaced in them', async () => {
    await dialog.getByRole('button', { name: 'Convert the values' }).click();
    await expect(dialog.getByText('Values that do not fit', { exact: true })).toBeVisible();
    await expect(dialog.getByRole('row', { name: /waiting/ }).getByText('2')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Convert', exact: true })).toBeDisabled();
    await dialog.getByRole('combobox', { name: 'What becomes of “waiting”' }).click();
    await page.getByRole('option', { name: 'closed' }).click();
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
    await expect(page.getByText('Converted: State')).toBeVisible();
  });

  await test.step('a text becomes a number', async () => {
    await edit('Hours');
    await dialog.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'Whole number' }).click();
    await dialog.getByRole('button', { name: 'Check the values' }).click();
    await dialog.getByRole('textbox', { name: 'What becomes of “a dozen”' }).fill('12');
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
    await expect(page.getByText('Converted: Hours')).toBeVisible();
  });

  await page.goto(`/o/${object}`);
  await expect(grid(page)).toBeVisible();
  await expect(await cell(page, 'Pump', 'State')).toHaveText('closed');
  await expect(await cell(page, 'Valve', 'Hours')).toHaveText('12');
});

test('what an object demands of its records is written, refused in place, and held', async ({
  page,
}) => {
  await page.goto(`/designer/o/${object}?tab=options`);
  const pick = async (label: string, ...options: string[]) => {
    await page.getByRole('button', { name: label, exact: true }).click();
    for (const option of options) {
      await page.getByRole('option', { name: option, exact: true }).click();
    }
    await page.keyboard.press('Escape');
    // What closes can still be found for a moment, and the next choice has options of the same names.
    await expect(page.getByRole('listbox')).toHaveCount(0);
  };

  await page.getByRole('button', { name: 'Add a combination' }).click();
  await pick('Fields', 'Name', 'Booked');
  await page.getByRole('combobox', { name: 'Field', exact: true }).click();
  await page.getByRole('option', { name: 'State' }).click();
  await pick('From', 'open');
  await pick('To', 'closed');
  await page.getByText('Condition, required fields, roles').click();
  const condition = page
    .getByRole('group', { name: 'Transition 1' })
    .getByRole('textbox', { name: 'Only when' });

  await test.step('an expression is completed, and refused where it is wrong', async () => {
    await condition.pressSequentially('book');
    await page.getByRole('option', { name: 'booked' }).click();
    await expect(condition).toHaveValue('booked');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(condition).toHaveAttribute('aria-invalid', 'true');
    await expect(condition).toBeFocused();
  });

  await condition.fill('booked != null');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Options saved')).toBeVisible();
  await page.reload();
  await expect(condition).toHaveValue('booked != null');

  await test.step('and a record is held to it, at its field', async () => {
    await page.goto(`/o/${object}`);
    await row(page, 'Seal').getByRole('button', { name: 'Seal', exact: true }).click();
    await row(page, 'Seal').getByRole('button', { name: 'Open' }).click();
    const panel = page.getByRole('region', { name: 'Record beside the list' });
    await panel.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'closed' }).click();
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(panel.getByRole('combobox', { name: 'State' })).toHaveAttribute(
      'aria-invalid',
      'true',
    );
  });
});

test('a field is shown on a condition, as one types', async ({ page }) => {
  await page.goto(`/designer/o/${object}?tab=layouts`);
  await page.getByRole('button', { name: 'Place: Booked' }).click();
  await page.getByRole('menuitem', { name: 'Show on a condition…' }).click();
  const condition = page.getByRole('textbox', { name: 'Booked is shown when' });
  await condition.fill('size(nothing) > 3');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(condition).toHaveAttribute('aria-invalid', 'true');
  await condition.fill('startsWith(name, "Book")');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview.getByText('Booked')).toBeHidden();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Layout saved')).toBeVisible();

  await page.goto(`/o/${object}?new=1`);
  const panel = page.getByRole('region', { name: 'Record beside the list' });
  const name = panel.getByRole('textbox', { name: 'Name' });
  await name.fill('Pump');
  await expect(panel.getByLabel('Booked')).toBeHidden();
  await name.fill('Booking of a pump');
  await expect(panel.getByLabel('Booked')).toBeVisible();
});

test('records move to a table of their own and back', async ({ page }) => {
  await page.goto(`/designer/o/${object}?tab=storage`);
  await expect(page.getByRole('heading', { name: 'In the shared store' })).toBeVisible();
  await expect(page.getByRole('row', { name: /Part of/ })).toContainText('Waits for the table');
  await page.getByRole('button', { name: 'Move to a table of its own' }).click();
  await expect(page.getByRole('heading', { name: 'In a table of its own' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('row', { name: /Part of/ })).toContainText('Ready');
  await page.getByRole('button', { name: 'Move back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move back' }).click();
  await expect(page.getByRole('heading', { name: 'In the shared store' })).toBeVisible({
    timeout: 60_000,
  });
});
