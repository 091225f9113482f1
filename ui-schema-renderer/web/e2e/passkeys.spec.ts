import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { isAccessible, signUp } from './support';

/** A person signs in with a passkey, alone and after the password; with a device of the browser. */

const PASSWORD = 'rather a long password';

/** Of a provider that nobody is: what it would sign with was thrown away. */
const CERTIFICATE = [
  'MIIBhDCCASmgAwIBAgIUauEEOYuLwuPrDfPy35lAtCzQXJQwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLaWRwLmV4YW',
  '1wbGUwIBcNMjYxMjAxMDExNjU4WhgPMjEyNjExMDcwMTE2NThaMBYxFDASBgNVBAMMC2lkcC5leGFtcGxlMFkwEwYH',
  'KoZIzj0CAQYIKoZIzj0DAQcDQgAEW9hVNZzfYySK7PzxU522lcO5knYHIYKmWxp8nmu5IGWThHHDlKukYZlp5C60KV',
  'uJ59ntVdQ2q3xsZvIVc7nChKNTMFEwHQYDVR0OBBYEFLpXVg7sK5ZM/BquUKQJ4MtRej2AMB8GA1UdIwQYMBaAFLpX',
  'Vg7sK5ZM/BquUKQJ4MtRej2AMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALso/wdtZfmWjAVPW0',
  'cKlxJax2I+G34rSQc6uRYYR3D4AiEAptRhAwh1snQ+Q85kJLPNfCgT8ea1vKFSVtFVGki7brw=',
].join('');

interface Device {
  client: CDPSession;
  authenticatorId: string;
}

async function device(page: Page): Promise<Device> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { client, authenticatorId };
}

/** Keeps the browser from offering passkeys by itself, so that a test presses what it is about. */
async function withoutOffers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(PublicKeyCredential, 'isConditionalMediationAvailable', {
      value: () => Promise.resolve(false),
    });
  });
}

async function openSecurity(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Security' }).click();
  await expect(page.getByRole('heading', { name: 'Passkeys', exact: true })).toBeVisible();
}

async function add(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog).toBeHidden();
  await expect(passkeys(page).getByText(name, { exact: true })).toBeVisible();
}

function passkeys(page: Page) {
  return page.getByRole('region', { name: 'Passkeys' });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in', exact: true })).toBeVisible();
}

async function isIn(page: Page): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
}

test('a passkey is added, signs in alone and after the password, and goes', async ({ page }) => {
  await withoutOffers(page);
  const { client, authenticatorId } = await device(page);
  const slug = `keys-${Date.now().toString(36)}`;
  await signUp(page, slug, PASSWORD);
  await openSecurity(page);
  await expect(passkeys(page).getByText('No passkeys yet')).toBeVisible();

  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await isAccessible(page);
  await page.getByRole('dialog').getByLabel('Name').fill('Laptop');
  await page.getByRole('dialog').getByLabel('Your password').fill('not the password');
  await page.getByRole('dialog').getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('This is not your password')).toBeVisible();
  await page.getByRole('dialog').getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Next' }).click();
  await expect(passkeys(page).getByRole('list', { name: 'Recovery codes' })).toBeVisible();
  await isAccessible(page);
  await page.screenshot({ path: 'test-results/passkeys-added.png', fullPage: true });
  await passkeys(page).getByRole('button', { name: 'I have kept them' }).click();
  await expect(passkeys(page).getByText('Laptop', { exact: true })).toBeVisible();
  await expect(passkeys(page).getByText(/Not used yet/)).toBeVisible();

  await signOut(page);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await isIn(page);
  await openSecurity(page);
  await expect(passkeys(page).getByText(/Last used/)).toBeVisible();

  await signOut(page);
  await page.getByLabel('Workspace').fill(slug);
  await page.getByLabel('E-mail').fill('ada@acme.example');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByLabel('Code')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await isIn(page);

  await openSecurity(page);
  await page.getByRole('button', { name: 'Rename the passkey “Laptop”' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Work laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(passkeys(page).getByText('Work laptop', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Remove the passkey “Work laptop”' }).click();
  await isAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click();
  await expect(passkeys(page).getByText('No passkeys yet')).toBeVisible();

  await signOut(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('The passkey is not known here');
  const { credentials } = await client.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toHaveLength(1);
});

test('the browser offers a passkey by itself', async ({ page }) => {
  await device(page);
  await signUp(page, `offer-${Date.now().toString(36)}`, PASSWORD);
  await openSecurity(page);
  await add(page, 'Phone');

  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await isIn(page);
});

test('a passkey stands in for the password to link a provider and a workspace, and to go there', async ({
  page,
}) => {
  await withoutOffers(page);
  await device(page);
  await signUp(page, `first-${Date.now().toString(36)}`, PASSWORD);
  await openSecurity(page);
  await add(page, 'Laptop');

  const made = await page.request.post('/api/v1/identity-providers', {
    headers: { Authorization: `Bearer ${await freshToken(page)}` },
    data: {
      kind: 'saml',
      name: 'There',
      issuer: 'urn:there',
      signInUrl: 'https://there.example/sso',
      certificates: [CERTIFICATE],
    },
  });
  expect(made.status()).toBe(201);
  await page.route('https://there.example/**', (route) => route.fulfill({ body: 'Who are you?' }));
  await page.reload();
  await page.getByRole('button', { name: 'Link There', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL(/^https:\/\/there\.example\/sso\?SAMLRequest=/);

  await page.goto('/');
  await signOut(page);
  const second = `second-${Date.now().toString(36)}`;
  await signUp(page, second, PASSWORD);
  await openSecurity(page);
  await page.getByRole('button', { name: 'Link a workspace' }).click();
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByText('The workspace is linked')).toBeVisible();
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'Account of Ada Berg' }).click();
  await page.getByRole('menuitem', { name: 'Go to Acme' }).click();
  await expect(dialog.getByText('This workspace asks for your second factor')).toBeVisible();
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL('/');
  await openSecurity(page);
  await expect(passkeys(page).getByText('Laptop', { exact: true })).toBeVisible();
});

/** A token of whoever is signed in, as the page gets one. */
async function freshToken(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/v1/auth/refresh?session=cookie', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  });
}

test('who lacks the second factor that is asked for adds a passkey', async ({ page }) => {
  await withoutOffers(page);
  await device(page);
  await signUp(page, `must-${Date.now().toString(36)}`, PASSWORD);
  await isIn(page);
  const token = await freshToken(page);
  await page.request.patch('/api/v1/tenant/sign-in', {
    headers: { Authorization: `Bearer ${token}` },
    data: { secondFactor: 'everybody' },
  });
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible({
      timeout: 3_000,
    });
  }).toPass();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Add a passkey instead' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Key');
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
  // Nobody reads them faster; what a node knows of a session is two seconds old at most.
  await page.waitForTimeout(2_500);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await isIn(page);
});
