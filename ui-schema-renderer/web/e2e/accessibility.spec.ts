import { expect, test } from '@playwright/test';
import { Api, grid, isAccessible, row, signIn } from './support';

/** Every screen, light and dark: no violation of WCAG 2.2 AA that a program can find. */

let object: string;
let record: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  const context = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const api = await Api.signIn(context);
  object = await api.createObject(
    'Boat',
    [
      { name: 'name', label: 'Name', type: 'text', required: true },
      { name: 'length', label: 'Length', type: 'decimal', scale: 1 },
      { name: 'launched', label: 'Launched', type: 'date' },
      { name: 'seen', label: 'Last seen', type: 'dateTime' },
      { name: 'mail', label: 'Mail', type: 'email' },
      { name: 'sails', label: 'Sails', type: 'boolean' },
      {
        name: 'kind',
        label: 'Kind',
        type: 'select',
        options: [
          'red',
          'orange',
          'amber',
          'green',
          'teal',
          'blue',
          'indigo',
          'purple',
          'pink',
        ].map((color) => ({ value: color, label: color, color })),
      },
      { name: 'key', label: 'Key', type: 'secret' },
      { name: 'papers', label: 'Papers', type: 'json' },
    ],
    {
      uniqueTogether: [{ fields: ['name', 'kind'], when: 'sails' }],
      transitions: { field: 'kind', allow: [{ from: '*', to: '*', when: 'length > 0' }] },
      layouts: [
        {
          name: 'form',
          sections: [
            { fields: ['name', 'kind', { field: 'length', visibleWhen: 'name != "x"' }] },
            { label: 'More', fields: ['launched', 'seen', 'mail', 'sails', 'key', 'papers'] },
          ],
        },
      ],
    },
  );
  const kinds = ['red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'purple', 'pink'];
  await api.createRecords(
    object,
    kinds.map((kind, i) => ({
      name: `Boat ${i + 1}`,
      length: i + 0.5,
      launched: '2026-01-31',
      seen: '2026-01-31T12:00:00Z',
      mail: 'boat@example.com',
      sails: i % 2 === 0,
      kind,
    })),
  );
  const made = await api.send<{ id: string }>('POST', `/api/v1/records/${object}`, {
    name: 'Boat 10',
    kind: 'blue',
    key: 'rusty',
    papers: { flag: 'NO' },
  });
  record = made.id;
  await api.send('PATCH', `/api/v1/records/${object}/${record}`, { length: 3, kind: 'red' });
  await context.dispose();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('signing in and up', async ({ page }) => {
      await page.goto('/login');
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      await isAccessible(page);
      await page.goto('/signup');
      await expect(page.getByRole('button', { name: 'Create workspace' })).toBeVisible();
      await isAccessible(page);
    });

    test('the list, what opens over it, and what stands in its place', async ({ page }) => {
      await signIn(page);
      await page.goto(`/o/${object}`);
      await expect(row(page, 'Boat 1')).toBeVisible();
      await isAccessible(page);

      await row(page, 'Boat 1').getByRole('checkbox').click();
      await isAccessible(page);
      await page.getByRole('button', { name: 'Clear selection' }).click();

      await page.getByRole('button', { name: 'Columns' }).click();
      await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible();
      await isAccessible(page);
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await expect(page.getByRole('dialog', { name: 'Filter' })).toBeVisible();
      await isAccessible(page);
      await page.keyboard.press('Escape');

      await page.keyboard.press('ControlOrMeta+k');
      await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeVisible();
      await isAccessible(page);
      await page.keyboard.press('Escape');

      await page.goto(`/o/${object}?filter=${encodeURIComponent('name == "nobody"')}`);
      await expect(page.getByText('Nothing matches this filter')).toBeVisible();
      await isAccessible(page);

      await page.goto('/o/nothing');
      await expect(page.getByText('There is no such object')).toBeVisible();
      await isAccessible(page);
    });

    test('a record beside the list and on its page', async ({ page }) => {
      await signIn(page);
      await page.goto(`/o/${object}?new=1`);
      const panel = page.getByRole('region', { name: 'Record beside the list' });
      await expect(panel.getByLabel('Length')).toBeVisible();
      await panel.getByRole('button', { name: 'Create', exact: true }).click();
      await expect(panel.getByText('One field needs your attention')).toBeVisible();
      await isAccessible(page);

      await page.goto(`/o/${object}/${record}`);
      await expect(page.getByText('Alex Demo created the record')).toBeVisible();
      await isAccessible(page);
    });

    test('the designer and the administration', async ({ page }) => {
      await signIn(page);
      for (const path of [
        '/designer',
        '/designer/new',
        `/designer/o/${object}`,
        `/designer/o/${object}?tab=layouts`,
        `/designer/o/${object}?tab=validations`,
        `/designer/o/${object}?tab=rules`,
        `/designer/o/${object}?tab=options`,
        `/designer/o/${object}?tab=storage`,
        '/admin/users',
        '/admin/roles',
        '/admin/plugins',
        '/admin/jobs',
        '/admin/settings',
      ]) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        // The network is never idle: the page listens for what others change.
        await expect(page.getByText('Loading…')).toHaveCount(0);
        await isAccessible(page);
      }
    });
  });
}

test('the list is a grid for those who hear it', async ({ page }) => {
  await signIn(page);
  await page.goto(`/o/${object}`);
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '11');
  await grid(page).focus();
  await page.keyboard.press('ArrowDown');
  const active = await grid(page).getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${active}"]`)).toHaveRole('gridcell');
});
