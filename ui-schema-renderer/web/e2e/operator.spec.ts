import { expect, test, type Route } from '@playwright/test';
import { isAccessible } from './support';

/**
 * The console of those who run the installation. Their keys are made on the machine and never over
 * the network, so its API is played here; what the API itself does is told elsewhere.
 */

const KEY = 'aop_played';

function tenant(id: string, name: string, more: object = {}) {
  return {
    id,
    slug: name.toLowerCase(),
    name,
    createdAt: '2026-03-01T10:00:00Z',
    suspendedAt: null as string | null,
    erasureDueAt: null as string | null,
    quotas: { requests: null, records: 100_000, fileBytes: null, pluginCpuMillis: null } as Record<
      string,
      number | null
    >,
    usage: {
      records: 48_213,
      files: 311,
      fileBytes: 2_450_000_000,
      users: 37,
      requests: 1_204_311,
      pluginCpuMillis: 5_000,
      pluginCpuMillisThisMonth: 4_200,
    },
    ...more,
  };
}

test('workspaces are found, suspended, resumed and limited with a key that the page alone keeps', async ({
  page,
}, info) => {
  const tenants = [
    tenant('01', 'Acme'),
    tenant('02', 'Globex', { erasureDueAt: '2026-12-29T21:00:00Z' }),
  ];
  const asked: string[] = [];
  const answer = async (route: Route) => {
    const request = route.request();
    const to = new URL(request.url()).pathname.replace('/api/operator/v1/tenants', '');
    if (request.headers()['authorization'] !== `Bearer ${KEY}`) {
      await route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        json: { code: 'unauthenticated', title: 'Not signed in', status: 401 },
      });
      return;
    }
    asked.push(`${request.method()} ${to} ${request.postData() ?? ''}`);
    const [, id, what] = to.split('/');
    const one = tenants.find((known) => known.id === id);
    if (!one) {
      await route.fulfill({ json: { data: tenants, page: { next: null } } });
      return;
    }
    if (what === 'quotas') {
      one.quotas = request.postDataJSON() as Record<string, number | null>;
    } else {
      one.suspendedAt = what === 'suspend' ? '2026-11-29T12:00:00Z' : null;
    }
    await route.fulfill({ json: one });
  };
  await page.route('**/api/operator/v1/tenants**', answer);
  await page.route('**/api/operator/v1/tenants/**', answer);

  await page.goto('/operator');
  await page.getByLabel('Operator’s key').fill('aop_wrong');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await isAccessible(page);
  await page.getByLabel('Operator’s key').fill(KEY);
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  await isAccessible(page);
  await page.screenshot({ path: info.outputPath('light.png') });

  await page.getByLabel('Find by name or address').fill('glo');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('row', { name: /Globex/ })).toContainText('Deleted on');
  await page.getByLabel('Find by name or address').fill('');

  await page.getByRole('button', { name: 'Suspend Acme' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Suspend' })).toBeDisabled();
  await dialog.getByLabel('Reason, for the log').fill('did not pay');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Suspend' }).click();
  await expect(page.getByRole('row', { name: /Acme/ })).toContainText('Suspended');
  expect(asked).toContain('POST /01/suspend {"reason":"did not pay"}');
  await page.getByRole('button', { name: 'Resume Acme' }).click();
  await dialog.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Suspend Acme' })).toBeVisible();

  await page.getByRole('button', { name: 'Quotas of Acme' }).click();
  await dialog.getByLabel('Records outside the recycle bin').fill('');
  await dialog.getByLabel('Requests a minute').fill('6 000');
  await dialog.getByLabel('Milliseconds of plugins a month').fill('60 000');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Acme/ })).toContainText('at most 6,000 a minute');
  await expect(page.getByRole('row', { name: /Acme/ })).toContainText('4,200 ms of 60,000 ms');
  expect(asked).toContain(
    'PATCH /01/quotas {"requests":6000,"records":null,"fileBytes":null,"pluginCpuMillis":60000}',
  );

  await page.emulateMedia({ colorScheme: 'dark' });
  await isAccessible(page);
  await page.screenshot({ path: info.outputPath('dark.png') });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: info.outputPath('phone.png') });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toContain(KEY);
  await page.reload();
  await expect(page.getByLabel('Operator’s key')).toBeVisible();
});
