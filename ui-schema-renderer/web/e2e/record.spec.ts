import { expect, test } from '@playwright/test';
import { Api, grid, row, signIn } from './support';

let api: Api;
let object: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  api = await Api.signIn(context);
  object = await api.createObject(
    'Ticket',
    [
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'effort', label: 'Effort', type: 'integer', minimum: 0 },
      { name: 'notes', label: 'Notes', type: 'longText' },
    ],
    {
      validations: [
        {
          name: 'effortNeedsNotes',
          expression: 'effort == null || effort < 10 || notes != null',
          field: 'notes',
          message: 'Say why it takes so long',
        },
      ],
    },
  );
});

async function create(name: string): Promise<string> {
  const record = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name,
    effort: 1,
  });
  return record.id;
}

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test('a record is changed, put back, and its history tells of it', async ({ page }) => {
  const id = await create('History');
  await page.goto(`/o/${object}/${id}`);
  await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible();
  await page.getByLabel('Effort').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  const aside = page.getByRole('complementary', { name: 'Details' });
  await expect(aside.getByText('Alex Demo changed Effort')).toBeVisible();
  await expect(aside.getByText('Alex Demo created the record')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Effort')).toHaveValue('1');
});

test('a rule of the object is told at the field it names', async ({ page }) => {
  const id = await create('Validated');
  await page.goto(`/o/${object}?open=${id}`);
  const panel = page.getByRole('region', { name: 'Record beside the list' });
  await panel.getByLabel('Effort').fill('40');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByLabel('Notes')).toHaveAccessibleDescription('Say why it takes so long');
  await expect(panel.getByLabel('Notes')).toBeFocused();
  await panel.getByLabel('Notes').fill('Because');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
});

test('two people change the same field: one chooses, and other changes are merged', async ({
  page,
}) => {
  const id = await create('Shared');
  await page.goto(`/o/${object}?open=${id}`);
  const panel = page.getByRole('region', { name: 'Record beside the list' });
  await panel.getByLabel('Effort').fill('3');
  await panel.getByLabel('Name').fill('Shared and mine');
  await api.send('PATCH', `/api/v1/records/${object}/${id}`, { effort: 7, notes: 'theirs' });
  await panel.getByRole('button', { name: 'Save' }).click();

  const bar = panel.getByRole('alert').filter({ hasText: 'Somebody saved this record' });
  await expect(bar.getByRole('group', { name: 'Effort' })).toBeVisible();
  await expect(bar.getByRole('group', { name: 'Name' })).toBeHidden();
  await bar.getByRole('radio', { name: /Theirs/ }).check();
  await bar.getByRole('button', { name: 'Save this choice' }).click();
  await expect(bar).toBeHidden();
  await expect(panel.getByLabel('Effort')).toHaveValue('7');
  await expect(panel.getByLabel('Notes')).toHaveValue('theirs');
  await expect(row(page, 'Shared and mine')).toBeVisible();
});

test('nothing that was typed is lost without being asked', async ({ page }) => {
  const id = await create('Unsaved');
  await page.goto(`/o/${object}?open=${id}`);
  const panel = page.getByRole('region', { name: 'Record beside the list' });
  await panel.getByLabel('Name').fill('Half-way');
  await panel.getByRole('button', { name: 'Close' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByLabel('Name')).toHaveValue('Half-way');
  await panel.getByRole('button', { name: 'Close' }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(panel).toBeHidden();
  await expect(row(page, 'Unsaved')).toBeVisible();
});

test('a deleted record comes back from its page', async ({ page }) => {
  const id = await create('Deleted');
  await page.goto(`/o/${object}/${id}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${object}$`));
  await expect(grid(page)).toBeVisible();
  await expect(row(page, 'Deleted')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Deleted')).toBeVisible();
});

test('the command menu finds the record by its name', async ({ page }) => {
  await create('Needle in a haystack');
  await page.goto(`/o/${object}`);
  await expect(grid(page)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Search records, lists and actions…').fill('haystack');
  await page.getByRole('option', { name: /Needle in a haystack/ }).click();
  await expect(page.getByRole('heading', { name: 'Needle in a haystack' })).toBeVisible();
});
