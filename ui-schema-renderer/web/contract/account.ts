// Somebody's own account: signing in, passwords, addresses, devices.
import { answers, does, plain, type Calls, type Name } from './call';
import * as sdk from './client/sdk.gen';
import { code, good, unique, type World } from './world';

export const PASSWORD = 'a long password';

const ANOTHER = 'another long password';

const NO_DEVICE = 'a passkey is an answer of a device, which there is none of here';

const NOWHERE = '0190a5e8-0000-7000-8000-00000000000f';

const DEVICE = {
  id: 'AAAA',
  response: {
    clientDataJSON: 'AAAA',
    attestationObject: 'AAAA',
    authenticatorData: 'AAAA',
    signature: 'AAAA',
  },
};

/** A second factor that somebody has, and who it is. */
async function withFactor(w: World) {
  const person = await w.person();
  const client = await w.session(person);
  const { secret } = await good(sdk.beginSecondFactor({ client, body: { password: PASSWORD } }));
  return { client, secret };
}

async function confirmed(w: World) {
  const { client, secret } = await withFactor(w);
  await good(sdk.confirmSecondFactor({ client, body: { code: code(secret) } }));
  return { client };
}

export const provider = (w: World) => ({
  name: unique('Provider '),
  makesUsers: true,
  ...w.setting.provider,
});

export const providerId = async (w: World) =>
  (await good(sdk.createProvider({ client: w.admin, body: provider(w) }))).id;

/** What somebody comes back with who has been at a provider. */
async function been(leave: string) {
  const response = await fetch(leave, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '').searchParams;
  return { state: back.get('state') as string, code: back.get('code') };
}

async function back(w: World) {
  const provider = await providerId(w);
  const body = { tenant: w.setting.slug, provider };
  const { leave, binding = '' } = await good(sdk.beginProviderSignIn({ client: w.as(), body }));
  return { provider, binding, ...(await been(leave)) };
}

/** Somebody who comes in by a provider, and has a password as well. */
export async function fromElsewhere(w: World) {
  const person = await w.person();
  const client = await w.session(person);
  const provider = await providerId(w);
  const { leave, binding = '' } = await good(
    sdk.beginIdentityLink({ client, body: { provider, password: PASSWORD } }),
  );
  const body = { provider, binding, ...(await been(leave)) };
  await sdk.finishProviderSignIn({ client: w.as(), body });
  const { data } = await good(sdk.listIdentities({ client }));
  return { client, path: { user: person.id, id: data[0]?.id as string } };
}

export const invited = async (w: World) => {
  const email = `${unique('guest')}@contract.example`;
  const { id } = await good(sdk.invite({ client: w.admin, body: { email } }));
  return { id, email };
};

/** Somebody who asked for another address, and the letters of that. */
async function moving(w: World) {
  const person = await w.person();
  const email = `${unique('moved')}@contract.example`;
  const client = await w.session(person);
  await sdk.verifyEmail({ client });
  await sdk.confirmEmail({ client: w.as(), body: { token: await w.letter(person.email) } });
  const { error } = await sdk.changeEmail({
    client,
    body: { email, password: PASSWORD },
  });
  if (error) {
    throw new Error(JSON.stringify(error));
  }
  return { person, email };
}

/** Somebody who is in another tenant as well, or is to be. */
const inTwo = async (w: World) => {
  const client = await w.ownPassword();
  const other = await w.tenant();
  return { client, body: { tenant: other.slug, email: other.person.email, password: PASSWORD } };
};

const linked = async (w: World) => {
  const { client, body } = await inTwo(w);
  await good(sdk.linkMembership({ client, body }));
  return { client, tenant: body.tenant };
};

export const twoSessions = async (w: World) => {
  const person = await w.person();
  const client = await w.session(person);
  await w.session(person);
  const { data } = await good(sdk.listSessions({ client }));
  const other = data.find(({ current }) => !current)?.id as string;
  return { client, user: person.id, id: other };
};

export const account = {
  signUp: does(() => {
    const slug = unique('contract-new');
    return {
      body: {
        name: 'New',
        slug,
        admin: { name: 'Ann', email: `ann@${slug}.example`, password: PASSWORD },
      },
    };
  }),
  signIn: does(({ setting: { slug, email, password } }) => ({
    body: { tenant: slug, email, password },
  })),
  refresh: does(async (w) => ({
    client: w.as(),
    body: { refresh_token: (await w.tokens(await w.person())).refresh_token as string },
  })),
  signOut: does(async (w) => ({ client: await w.someone() })),
  changePassword: does(async (w) => ({
    client: await w.someone(),
    body: { password: PASSWORD, newPassword: ANOTHER },
  })),
  forgetPassword: does(async (w) => ({
    body: { tenant: w.setting.slug, email: (await w.person()).email },
  })),
  resetPassword: does(async (w) => {
    const { email } = await w.person();
    await sdk.forgetPassword({ client: w.as(), body: { tenant: w.setting.slug, email } });
    return { body: { token: await w.letter(email, /reset/i), password: ANOTHER } };
  }),
  changeEmail: does(async (w) => ({
    client: await w.someone(),
    body: { email: `${unique('moved')}@contract.example`, password: PASSWORD },
  })),
  verifyEmail: does(async (w) => ({ client: await w.someone() })),
  confirmEmail: does(async (w) => ({ body: { token: await w.letter((await moving(w)).email) } })),
  returnEmail: does(async (w) => {
    const { person, email } = await moving(w);
    await sdk.confirmEmail({ client: w.as(), body: { token: await w.letter(email) } });
    return { body: { token: await w.letter(person.email, /was changed/), password: ANOTHER } };
  }),
  readInvitation: does(async (w) => ({
    body: { token: await w.letter((await invited(w)).email) },
  })),
  acceptInvitation: does(async (w) => ({
    body: {
      token: await w.letter((await invited(w)).email),
      name: 'Gus Guest',
      password: PASSWORD,
    },
  })),
  switchTenant: does(async (w) => {
    const { client, tenant } = await linked(w);
    return { client, body: { tenant } };
  }),
  signInChoices: does((w) => ({ query: { tenant: w.setting.slug } })),
  beginProviderSignIn: does(async (w) => ({
    body: { tenant: w.setting.slug, provider: await providerId(w) },
  })),
  beginIdentityLink: does(async (w) => ({
    client: await w.someone(),
    body: { provider: await providerId(w), password: PASSWORD },
  })),
  finishProviderSignIn: does(async (w) => ({ body: await back(w) })),
  listIdentities: plain,
  unlinkIdentity: does(async (w) => {
    const { client, path } = await fromElsewhere(w);
    return { client, path: { id: path.id } };
  }),
  linkMembership: does(inTwo),
  unlinkMembership: does(async (w) => {
    const { client, tenant } = await linked(w);
    return { client, path: { tenant } };
  }),
  listSessions: plain,
  endOtherSessions: does(async (w) => ({ client: (await twoSessions(w)).client })),
  endSession: does(async (w) => {
    const { client, id } = await twoSessions(w);
    return { client, path: { id } };
  }),
  secondFactor: plain,
  beginSecondFactor: does(async (w) => ({
    client: await w.someone(),
    body: { password: PASSWORD },
  })),
  confirmSecondFactor: does(async (w) => {
    const { client, secret } = await withFactor(w);
    return { client, body: { code: code(secret) } };
  }),
  replaceRecoveryCodes: does(async (w) => ({
    ...(await confirmed(w)),
    body: { password: PASSWORD },
  })),
  removeSecondFactor: does(async (w) => ({
    ...(await confirmed(w)),
    body: { password: PASSWORD },
  })),
  listPasskeys: plain,
  addPasskey: answers(NO_DEVICE, () => ({ body: { name: 'a device', passkey: DEVICE } })),
  beginPasskey: does(async (w) => ({ client: await w.someone(), body: { password: PASSWORD } })),
  provePasskey: answers(NO_DEVICE, () => ({})),
  renamePasskey: answers(NO_DEVICE, () => ({ path: { id: NOWHERE }, body: { name: 'a device' } })),
  removePasskey: answers(NO_DEVICE, () => ({
    path: { id: NOWHERE },
    body: { password: PASSWORD },
  })),
  passkeyOptions: does(() => ({ body: { purpose: 'sign_in' as const } })),
  signInWithPasskey: answers(NO_DEVICE, () => ({ body: { passkey: DEVICE } })),
} satisfies Partial<Calls<Name>>;
