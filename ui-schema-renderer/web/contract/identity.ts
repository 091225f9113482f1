// The tenant, its users and what they may do.
import { does, plain, type Calls, type Name } from './call';
import { PASSWORD, provider, providerId, fromElsewhere, invited, twoSessions } from './account';
import * as sdk from './client/sdk.gen';
import { good, unique, type World } from './world';

const app = () => ({
  name: unique('App '),
  redirectUris: ['https://app.example/callback'],
  scopes: ['read'],
});

const madeApp = async (w: World) => good(sdk.createApp({ client: w.admin, body: app() }));

const appId = async (w: World) => ({ path: { id: (await madeApp(w)).id } });

async function request(w: World) {
  const { clientId } = await madeApp(w);
  return new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'https://app.example/callback',
    scope: 'read',
    state: 'a state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }).toString();
}

const apiKey = async (w: World) => {
  const body = { name: unique('key'), scopes: ['read'] };
  return { path: { id: (await good(sdk.createApiKey({ client: w.admin, body }))).id } };
};

const user = async (w: World) => ({ path: { user: (await w.person()).id } });
const userId = async (w: World) => ({ path: { id: (await w.person()).id } });

const group = async (w: World) => {
  const { name } = await good(sdk.createGroup({ client: w.admin, body: { name: unique('team') } }));
  return { path: { group: name } };
};

const role = async (w: World) => {
  const { name } = await good(
    sdk.createRole({ client: w.admin, body: { name: unique('role'), objects: {} } }),
  );
  return { path: { role: name } };
};

/** A tenant whose export is ready; a tenant has one at a time under way. */
const exported = async (w: World) => {
  const { client } = await w.tenant();
  const job = await good(sdk.exportTenant({ client, body: { password: PASSWORD } }));
  const id = await w.job(job.id as string, client);
  return { client, path: { id } };
};

export const identity = {
  tenant: plain,
  changeTenant: does(() => ({ body: { name: 'Contract', timeZone: 'Europe/Berlin' } })),
  tenantLogo: does(async (w) => {
    const logo = await w.file('logo.png', PIXEL);
    await good(sdk.changeTenant({ client: w.admin, body: { brand: { accent: '#336699', logo } } }));
    return {};
  }),
  signInSettings: plain,
  changeSignInSettings: does(() => ({ body: { secondFactor: 'optional' as const } })),
  tenantUsage: plain,
  tenantExports: plain,
  exportTenant: does(async (w) => ({
    client: (await w.tenant()).client,
    body: { password: PASSWORD },
  })),
  deleteTenantExport: does(exported),
  tenantExportContent: does(exported),
  tenantErasure: plain,
  eraseTenant: does(async (w) => {
    const { client, slug } = await w.tenant();
    return { client, body: { slug, password: PASSWORD } };
  }),
  keepTenant: does(async (w) => {
    const { client, slug } = await w.tenant();
    await good(sdk.eraseTenant({ client, body: { slug, password: PASSWORD } }));
    return { client };
  }),
  listApiKeys: does(() => ({ query: { all: true } })),
  createApiKey: does(() => ({ body: { name: 'a key', scopes: ['read'] } })),
  getApiKey: does(apiKey),
  revokeApiKey: does(apiKey),
  listApps: plain,
  createApp: does(() => ({ body: app() })),
  getApp: does(appId),
  changeApp: does(async (w) => ({ ...(await appId(w)), body: { name: unique('App ') } })),
  deleteApp: does(appId),
  renewAppSecret: does(appId),
  listProviders: plain,
  createProvider: does((w) => ({ body: provider(w) })),
  getProvider: does(async (w) => ({ path: { id: await providerId(w) } })),
  changeProvider: does(async (w) => ({
    path: { id: await providerId(w) },
    body: { active: false },
  })),
  deleteProvider: does(async (w) => ({ path: { id: await providerId(w) } })),
  describeAuthorization: does(async (w) => ({ body: { request: await request(w) } })),
  decideAuthorization: does(async (w) => ({
    client: await w.someone(),
    body: { request: await request(w), decision: 'allow' as const },
  })),
  listConsents: plain,
  revokeConsent: does(async (w) => {
    const client = await w.someone();
    await good(
      sdk.decideAuthorization({ client, body: { request: await request(w), decision: 'allow' } }),
    );
    const { data } = await good(sdk.listConsents({ client }));
    return { client, path: { id: data[0]?.app as string } };
  }),
  listAudit: does(() => ({ query: { limit: 5 } })),
  exportAudit: plain,
  verifyAudit: plain,
  me: plain,
  listUsers: plain,
  createUser: does(() => ({
    body: { name: 'Una', email: `${unique('una')}@contract.example`, password: PASSWORD },
  })),
  getUser: does(userId),
  changeUser: does(async (w) => ({ ...(await userId(w)), body: { name: 'Renamed' } })),
  deactivateUser: does(userId),
  handOverRecords: does(async (w) => ({
    ...(await user(w)),
    body: { to: (await w.person()).id, fields: true },
  })),
  seeAsUser: does(async (w) => ({ path: { id: (await w.person(['user'])).id } })),
  verifyUserEmail: does(userId),
  removeUserSecondFactor: does(userId),
  listInvitations: plain,
  invite: does(() => ({ body: { email: `${unique('guest')}@contract.example`, roles: ['user'] } })),
  revokeInvitation: does(async (w) => ({ path: { id: (await invited(w)).id } })),
  resendInvitation: does(async (w) => ({ path: { id: (await invited(w)).id } })),
  listUserSessions: does(user),
  endUserSessions: does(user),
  endUserSession: does(async (w) => {
    const { user, id } = await twoSessions(w);
    return { path: { user, id } };
  }),
  listUserIdentities: does(user),
  unlinkUserIdentity: does(async (w) => ({ path: (await fromElsewhere(w)).path })),
  listGroups: plain,
  createGroup: does(async (w) => ({
    body: { name: unique('team'), members: [(await w.person()).id] },
  })),
  getGroup: does(group),
  changeGroup: does(async (w) => ({ ...(await group(w)), body: { label: 'Renamed' } })),
  deleteGroup: does(group),
  findPeople: does(() => ({ query: { search: 'pat' } })),
  listRoles: plain,
  createRole: does(() => ({ body: { name: unique('role'), objects: { thing: { read: true } } } })),
  getRole: does(role),
  changeRole: does(async (w) => ({ ...(await role(w)), body: { label: 'Renamed' } })),
  deleteRole: does(role),
  explainAccess: does(async (w) => ({
    query: {
      user: (await w.person()).id,
      object: 'thing',
      right: 'read' as const,
      record: await w.record(),
    },
  })),
  publicAccess: plain,
  changePublicAccess: does(() => ({ body: { forms: true, links: true } })),
} satisfies Partial<Calls<Name>>;

/** The smallest picture there is. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
