import AxeBuilder from '@axe-core/playwright';
import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';

/** What the browser tests share: signing in, data to look at, and finding one's way in a list. */

export const TENANT = 'demo';
export const EMAIL = 'admin@demo.example';
export const PASSWORD = 'armature-demo';

export async function signIn(page: Page): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Workspace').fill(TENANT);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
}

/** Signs a company up, whose administrator is Ada Berg, and lets her in. */
export async function signUp(page: Page, slug: string, password: string): Promise<void> {
  await page.goto('/signup');
  await page.getByLabel('Company').fill('Acme');
  await page.getByLabel('Workspace address').fill(slug);
  await page.getByLabel('Your name').fill('Ada Berg');
  await page.getByLabel('E-mail').fill('ada@acme.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create workspace' }).click();
}

/** Keeps how the page looks, light, dark and on a telephone, where a folder for that is named. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['LOOK'];
  if (folder === undefined) {
    return;
  }
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
  const size = page.viewportSize();
  if (size) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${folder}/${name}-phone.png`, fullPage: true });
    await page.setViewportSize(size);
  }
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Demands that the page keeps the rules of accessibility, once it has come to rest: what fades in
 * has not its own colours yet, and the notice of a refusal is hidden while it is read out elsewhere.
 *
 * @param without a part of the page that is looked at in another test
 */
export async function isAccessible(page: Page, without?: string): Promise<void> {
  await expect(page.locator('[role="alertdialog"][aria-hidden="true"]')).toHaveCount(0, {
    timeout: 15_000,
  });
  await page.waitForTimeout(400);
  const rules = new AxeBuilder({ page }).withTags(RULES);
  const found = await (without === undefined ? rules : rules.exclude(without)).analyze();
  expect(
    found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
    ),
  ).toEqual([]);
}

/** The API, for what a test needs to be there before it begins. */
export class Api {
  private constructor(
    private readonly context: APIRequestContext,
    private readonly token: string,
  ) {}

  static async signIn(context: APIRequestContext): Promise<Api> {
    const answer = await context.post('/api/v1/auth/login', {
      data: { tenant: TENANT, email: EMAIL, password: PASSWORD },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new Api(context, token);
  }

  async send<T>(method: string, path: string, data?: unknown): Promise<T> {
    const answer = await this.context.fetch(path, {
      method,
      headers: { Authorization: `Bearer ${this.token}` },
      ...(data === undefined ? {} : { data }),
    });
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** An object that no other test knows, and its name. */
  async createObject(label: string, fields: object[], more: object = {}): Promise<string> {
    const name = `${label.toLowerCase()}${Date.now().toString(36)}`;
    await this.send('POST', '/api/v1/metadata/objects', {
      name,
      label,
      pluralLabel: `${label}s`,
      titleField: 'name',
      fields,
      ...more,
    });
    return name;
  }

  async createRecords(object: string, records: object[]): Promise<void> {
    await this.send('POST', `/api/v1/records/${object}/bulk`, {
      atomic: true,
      operations: records.map((record) => ({ op: 'create', record })),
    });
  }
}

export function grid(page: Page): Locator {
  return page.getByRole('grid');
}

/** A row of the list by what its title cell holds. */
export function row(page: Page, title: string): Locator {
  return grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: title, exact: true }) });
}

/** A cell by the title of its record and the label of its column. */
export async function cell(page: Page, title: string, column: string): Promise<Locator> {
  const header = grid(page).getByRole('columnheader', { name: column, exact: true });
  const index = await header.getAttribute('aria-colindex');
  return row(page, title).locator(`[role="gridcell"][aria-colindex="${index}"]`);
}

export async function titles(page: Page): Promise<string[]> {
  return grid(page).locator('[aria-colindex="2"][role="gridcell"]').allInnerTexts();
}
