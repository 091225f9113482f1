import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { isAccessible, look, signUp } from './support';

/** An app of others is registered, asks somebody, and is sent away again; in a company of its own. */

const PASSWORD = 'rather a long password';
const CALLBACK = 'https://app.example.com/callback';
const VERIFIER = 'a-verifier-of-forty-three-or-more-characters';

/** What the browser carries to the app. */
async function carried(page: Page): Promise<URLSearchParams> {
  await page.waitForURL((url) => url.href.startsWith(CALLBACK));
  return new URL(page.url()).searchParams;
}

test('a person lets an app act for them, and takes it back', async ({ page, request, context }) => {
  await context.route(`${CALLBACK}**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Planner</title>' }),
  );
  const slug = `apps-${Date.now().toString(36)}`;
  await signUp(page, slug, PASSWORD);
  await expect(page.getByText('What do you want to keep track of?')).toBeVisible();

  await page.getByRole('link', { name: 'Apps' }).click();
  await expect(page.getByText('No apps yet')).toBeVisible();
  await page.getByRole('button', { name: 'New app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Planner');
  await dialog.getByLabel('Addresses for answers').fill('http://app.example.com/callback');
  await dialog.getByRole('checkbox', { name: 'Read all records' }).click();
  await dialog.getByRole('checkbox', { name: 'Read secrets in clear' }).click();
  await dialog.getByLabel('Single objects').fill('write:deal');
  await dialog.getByRole('button', { name: 'Register the app' }).click();
  await expect(dialog.getByText('Each is an https address')).toBeVisible();
  await isAccessible(page);
  await look(page, 'new');
  await dialog.getByLabel('Addresses for answers').fill(CALLBACK);
  await dialog.getByRole('button', { name: 'Register the app' }).click();
  const secret = (await dialog.getByText(/^arms_/).textContent()) ?? '';
  const clientId = (await dialog.locator('code').first().textContent()) ?? '';
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('cell', { name: /^Planner/ })).toBeVisible();
  await isAccessible(page);
  await look(page, 'apps');

  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: 'openid email read write:deal secrets',
    state: 's&1',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  await page.goto(`/oauth2/authorize?${query}`);
  await expect(page.getByRole('heading', { name: 'Let Planner act for you?' })).toBeVisible();
  await expect(page.getByText('You are signed in as ada@acme.example at Acme.')).toBeVisible();
  await expect(page.getByText('Read and change records of “deal”')).toBeVisible();
  await expect(page.getByText('You will be taken to app.example.com.')).toBeVisible();
  await isAccessible(page);
  await look(page, 'question');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'question-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: 'Don’t allow' }).click();
  expect((await carried(page)).get('error')).toBe('access_denied');

  await page.goto(`/oauth2/authorize?${query}`);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  const answer = await carried(page);
  expect(answer.get('state')).toBe('s&1');
  const tokens = await request.post('/oauth2/token', {
    form: {
      grant_type: 'authorization_code',
      code: answer.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      client_id: clientId,
      client_secret: secret,
    },
  });
  expect(tokens.ok(), await tokens.text()).toBe(true);
  const { access_token: token } = (await tokens.json()) as { access_token: string };
  const acting = () => request.get('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } });
  expect((await acting()).status()).toBe(200);

  // Allowed once, it is not asked again; unless the app wants the person to sign in anew.
  await page.goto(`/oauth2/authorize?${query}&prompt=none`);
  expect((await carried(page)).get('code')).not.toBeNull();
  await page.goto(`/oauth2/authorize?${query}&prompt=login&login_hint=ada%40acme.example`);
  await expect(page.getByLabel('Workspace')).toHaveValue(slug);
  await expect(page.getByLabel('E-mail')).toHaveValue('ada@acme.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  expect((await carried(page)).get('code')).not.toBeNull();

  await page.goto('/security');
  const apps = page.getByRole('region', { name: 'Apps that may act for me' });
  await expect(apps.getByText('Planner')).toBeVisible();
  await isAccessible(page);
  await look(page, 'security');
  await apps.getByRole('button', { name: 'Let “Planner” act no more' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(apps.getByText('No app may act for you')).toBeVisible();
  await expect.poll(async () => (await acting()).status()).toBe(401);

  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/oauth2/authorize?${query}`);
  await expect(page.getByRole('heading', { name: 'Let Planner act for you?' })).toBeVisible();
  await look(page, 'question-phone');
  await page.goto(`/oauth2/authorize?${query}&redirect_uri=https%3A%2F%2Fevil.example`);
  await expect(page.getByText('The app sent you here in a way that does not work')).toBeVisible();
  await isAccessible(page);
  await look(page, 'failed-phone');
});

test('who is not signed in is asked to, unless the app wants silence', async ({ page }) => {
  await page.goto('/oauth2/authorize?client_id=nobody');
  await expect(page.getByText('The app sent you here in a way that does not work')).toBeVisible();
});

test('an app is registered with a public key and is told no secret', async ({ page }) => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const half = (one: KeyObject) => JSON.stringify({ keys: [one.export({ format: 'jwk' })] });
  await signUp(page, `keys-${Date.now().toString(36)}`, PASSWORD);
  await page.getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'New app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Night shift');
  const keys = dialog.getByLabel('Public keys');

  for (const wrong of ['no JSON', half(key.privateKey)]) {
    await keys.fill(wrong);
    await dialog.getByRole('button', { name: 'Register the app' }).click();
    await expect(dialog.getByText('Not a key set')).toBeVisible();
  }
  await isAccessible(page);
  await look(page, 'keys');
  await keys.fill(half(key.publicKey));
  await dialog.getByRole('button', { name: 'Register the app' }).click();

  await expect(dialog.getByText('Client id')).toBeVisible();
  await expect(dialog.getByText(/^arms_/)).toBeHidden();
  await look(page, 'keys-made');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Actions for “Night shift”' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(dialog.getByLabel('Public keys')).toHaveValue(/"kty": "RSA"/);
});
