import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import { isAccessible, look } from './support';

/** A workspace lets its people in with accounts of another one, which is a provider like any. */

const PASSWORD = 'rather a long password';
// The address that the server calls itself by, to which providers send people back.
const SITE = process.env['ARMATURE_URL'] ?? 'http://localhost:8080';

/** A workspace with an administrator, and what sends requests as them. */
async function workspace(request: APIRequestContext, slug: string, email: string) {
  await request.post(`${SITE}/api/v1/tenants`, {
    data: { name: slug, slug, admin: { name: 'Ada Berg', email, password: PASSWORD } },
  });
  const login = await request.post(`${SITE}/api/v1/auth/login`, {
    data: { tenant: slug, email, password: PASSWORD },
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  return async <T>(method: string, path: string, data?: object): Promise<T> => {
    const answer = await request.fetch(SITE + path, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(data && { data }),
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  };
}

async function signIn(page: Page, slug: string, email: string) {
  await page.getByLabel('Workspace').fill(slug);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('people come in with a provider that an administrator has set up', async ({
  page,
  request,
}) => {
  const now = Date.now().toString(36);
  const [there, here] = [`there-${now}`, `here-${now}`];
  const asThere = await workspace(request, there, 'ada@there.example');
  await workspace(request, here, 'ann@here.example');
  const app = await asThere<{ id: string; clientId: string; clientSecret: string }>(
    'POST',
    '/api/v1/oauth-apps',
    {
      name: 'Here',
      scopes: ['openid', 'profile', 'email'],
      redirectUris: ['https://later.example/'],
    },
  );

  await page.goto(`${SITE}/login`);
  await signIn(page, here, 'ann@here.example');
  await page.getByRole('link', { name: 'Sign-in', exact: true }).click();
  await expect(page.getByText('No providers yet')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'New provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('There');
  await dialog.getByLabel('Issuer').fill('https://127.0.0.1/');
  await dialog.getByLabel('Client id').fill(app.clientId);
  await dialog.getByLabel('Client secret').fill(app.clientSecret);
  await dialog.getByRole('checkbox', { name: 'Who is no user yet becomes one' }).click();
  await dialog.getByRole('checkbox', { name: /it has verified says which user/ }).click();
  await dialog.getByLabel('Claim with groups').fill('groups');
  await dialog.getByLabel('Roles of groups').fill('staff');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Each line is a group, =, and roles')).toBeVisible();
  await dialog.getByLabel('Roles of groups').fill('staff = user');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('none of the internet')).toBeVisible();
  await isAccessible(page);
  await look(page, 'provider');
  await dialog.getByLabel('Issuer').fill(SITE);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const address = page.getByText(`${SITE}/sign-in/provider/`);
  const redirectUri = (await address.textContent()) ?? '';
  await isAccessible(page);
  await look(page, 'providers');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'providers-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await asThere('PATCH', `/api/v1/oauth-apps/${app.id}`, { redirectUris: [redirectUri] });
  await page.goto(`${SITE}/security`);
  const mine = page.getByRole('region', { name: 'Accounts I sign in with' });
  await expect(mine.getByRole('button', { name: 'Link There' })).toBeVisible();
  await isAccessible(page);
  await look(page, 'security');
  await page.goto(`${SITE}/admin/sign-in`);
  await page.getByRole('checkbox', { name: 'Only with a provider' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();
  await look(page, 'demand');

  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${SITE}/login`);
  await page.getByLabel('Workspace').fill(here);
  const provider = page.getByRole('button', { name: 'Continue with There' });
  await expect(provider).toBeVisible();
  await expect(page.getByLabel('Password')).toBeHidden();
  await isAccessible(page);
  await look(page, 'login');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'login-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await provider.click();
  await signIn(page, there, 'ada@there.example');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.waitForURL(`${SITE}/`);
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await page.goto(`${SITE}/security`);
  await expect(mine.getByText(SITE)).toBeVisible();

  // What was brought back is good once.
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${SITE}/sign-in/provider/${redirectUri.split('/').at(-1)}?state=x&code=y`);
  await expect(page.getByRole('heading', { name: 'You were not signed in' })).toBeVisible();
  await isAccessible(page);
  await look(page, 'refused-phone');
  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${SITE}/login`);
  await page.getByLabel('Workspace').fill(here);
  await expect(provider).toBeVisible();
  await page.getByRole('button', { name: 'Sign in by password all the same' }).click();
  await expect(page.getByLabel('Password')).toBeVisible();
  await look(page, 'login-phone');
});

const CERTIFICATE =
  'MIIBdDCCARmgAwIBAgIUUrYzVmRKbCxhqPbqRKdOXAPpX8swCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDaWRwMCAXDTI2MTEzMDE3MzgxNFoYDzIxMjYxMTA2MTczODE0WjAOMQwwCgYDVQQDDANpZHAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT97HgMnvIm+kyNHsLqTr3HuL5S0Y63KliGc6OeepBcSeiLFJ009PkH358TKUbwCylt/iTAMNypxmdxXGjcsVgpo1MwUTAdBgNVHQ4EFgQUIowuVHGLV3p17itPr6n9QSGvqZMwHwYDVR0jBBgwFoAUIowuVHGLV3p17itPr6n9QSGvqZMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAmywiLU+aeRENuliClqODAdEeMwjAvGsOhgHBJ4Mt8skCIQDkGRvXVU5FiRap5qeF/jU7ghHU7uC8nfW4SdHR7+nvQg==';
const METADATA = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:example:idp">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>${CERTIFICATE}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>
  </md:IDPSSODescriptor></md:EntityDescriptor>`;

test('a provider that speaks SAML is set up by its document', async ({ page, request }) => {
  const slug = `saml-${Date.now().toString(36)}`;
  await workspace(request, slug, 'ann@saml.example');
  await page.goto(`${SITE}/login`);
  await signIn(page, slug, 'ann@saml.example');
  await page.getByRole('link', { name: 'Sign-in', exact: true }).click();
  await page.getByRole('button', { name: 'New provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Our directory');
  await dialog.getByRole('combobox', { name: 'It speaks' }).click();
  await page.getByRole('option', { name: 'SAML 2.0' }).click();
  await expect(dialog.getByLabel('Entity id')).toBeVisible();
  await isAccessible(page);
  await look(page, 'saml');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'saml-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await dialog.getByLabel('Metadata of the provider').fill('<nothing/>');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('It is no EntityDescriptor')).toBeVisible();
  await dialog.getByLabel('Metadata of the provider').fill(METADATA);
  await expect(dialog.getByLabel('Entity id')).toBeHidden();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('urn:example:idp')).toBeVisible();
  const document = page.getByText(/saml2.*metadata$/);
  await isAccessible(page);
  await look(page, 'saml-added');
  const told = await request.get((await document.textContent()) ?? '');
  expect(await told.text()).toContain('AssertionConsumerService');

  // What nobody asked for leads to the page that says so.
  const answers = (await page.getByText(/saml2.*acs$/).textContent()) ?? '';
  const sent = await request.post(answers, {
    form: { SAMLResponse: 'PHgvPg==' },
    maxRedirects: 0,
  });
  await page.goto(sent.headers()['location'] ?? '');
  await expect(page.getByText('You were not signed in')).toBeVisible();
});
