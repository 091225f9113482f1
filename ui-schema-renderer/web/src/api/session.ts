import { createStore } from '@/shared/lib/external';
import type { PasskeyJson } from '@/shared/lib/passkeys';
import { recall, remember } from '@/shared/lib/storage';
import { OFFLINE, Problem, readProblem } from './problem';

/**
 * Who is signed in. The access token lives in memory alone; the refresh token is in a cookie that
 * no script can read. A refresh token that is used twice ends the session, so the tabs of a browser
 * take turns, and each tells the others what it got.
 */

export interface Token {
  value: string;
  expiresAt: number;
}

export type Session =
  { state: 'starting' } | { state: 'signedOut'; reason?: 'expired' } | { state: 'signedIn' };

type Message = { type: 'token'; token: Token } | { type: 'signedOut' } | { type: 'signedIn' };

const REFRESH = '/api/v1/auth/refresh?session=cookie';
const LOCK = 'armature-refresh';
/** A token this near its end is renewed before it is used. */
const EARLY = 15_000;

export const session = createStore<Session>({ state: 'starting' });

let token: Token | null = null;
/** While an administrator sees as somebody else, in this tab alone. */
let acting: Token | null = null;
let refreshing: Promise<Token | null> | null = null;

const channel =
  typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('armature-session');

channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
  switch (data.type) {
    case 'token':
      if (session.get().state !== 'signedOut') {
        token = data.token;
      }
      break;
    case 'signedOut':
      end();
      break;
    case 'signedIn':
      // Another tab may have signed somebody else in; this one must not mix the two.
      location.reload();
      break;
  }
});

function tell(message: Message): void {
  channel?.postMessage(message);
}

function end(reason?: 'expired'): void {
  token = null;
  acting = null;
  remember('signedIn', null);
  if (session.get().state !== 'signedOut') {
    session.set({ state: 'signedOut', ...(reason && { reason }) });
  }
}

async function readToken(response: Response): Promise<Token> {
  const body = (await response.json()) as { access_token: string; expires_in: number };
  return { value: body.access_token, expiresAt: Date.now() + body.expires_in * 1000 };
}

function isFresh(candidate: Token | null): candidate is Token {
  return candidate !== null && candidate.expiresAt - EARLY > Date.now();
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    throw new Problem(0, OFFLINE, '', String(error), undefined, []);
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator.locks === 'undefined'
    ? work()
    : (navigator.locks.request(LOCK, work) as Promise<T>);
}

/**
 * A token that works, renewed if need be; null when nobody is signed in any more.
 *
 * @param refused a token that the server did not take
 */
export async function accessToken(refused?: string): Promise<string | null> {
  if (session.get().state === 'signedOut') {
    return null;
  }
  if (acting !== null) {
    if (isFresh(acting) && acting.value !== refused) {
      return acting.value;
    }
    // What is on the screen is the other's, and what was asked for there must not be done as
    // oneself: it never gets a token, and one begins anew.
    location.assign('/');
    return new Promise(() => undefined);
  }
  if (isFresh(token) && token.value !== refused) {
    return token.value;
  }
  refreshing ??= renew(refused).finally(() => {
    refreshing = null;
  });
  return (await refreshing)?.value ?? null;
}

async function renew(refused: string | undefined): Promise<Token | null> {
  return alone(async () => {
    // While this tab waited for its turn, another may have renewed the token for all.
    if (isFresh(token) && token.value !== refused) {
      return token;
    }
    const response = await send(REFRESH, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    if (response.status === 401) {
      end('expired');
      return null;
    }
    if (!response.ok) {
      throw await readProblem(response);
    }
    token = await readToken(response);
    tell({ type: 'token', token });
    return token;
  });
}

/** Finds out whether somebody is signed in already, when the page is loaded. */
export async function resumeSession(): Promise<void> {
  if (recall('signedIn') === null) {
    session.set({ state: 'signedOut' });
    return;
  }
  try {
    if ((await accessToken()) !== null) {
      session.set({ state: 'signedIn' });
    } else {
      session.set({ state: 'signedOut', reason: 'expired' });
    }
  } catch {
    // The server cannot be reached just now. The pages will say so and offer to try again.
    session.set({ state: 'signedIn' });
  }
}

export interface SecondFactorProof {
  /** A code of the second factor, or a recovery code. */
  otp?: string;
  /** What the browser made of a passkey, in place of a code. */
  passkey?: PasskeyJson;
}

export interface Credentials extends SecondFactorProof {
  tenant: string;
  email: string;
  password: string;
}

/** @throws Problem when the server does not let them in */
export async function signIn(credentials: Credentials): Promise<void> {
  const response = await send('/api/v1/auth/login?session=cookie', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  token = await readToken(response);
  remember('signedIn', '1');
  remember('tenant', credentials.tenant);
  remember('email', credentials.email);
  session.set({ state: 'signedIn' });
  tell({ type: 'signedIn' });
}

/**
 * What the browser is asked so that somebody comes in with a passkey.
 *
 * @throws Problem
 */
export async function passkeyOptions(purpose: 'sign_in' | 'second_factor'): Promise<PasskeyJson> {
  const response = await send('/api/v1/auth/passkeys/options', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ purpose }),
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  return (await response.json()) as PasskeyJson;
}

/** @throws Problem when the server does not let them in */
export async function signInWithPasskey(passkey: PasskeyJson): Promise<void> {
  const response = await send('/api/v1/auth/passkeys/login?session=cookie', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ passkey }),
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  token = await readToken(response);
  remember('signedIn', '1');
  session.set({ state: 'signedIn' });
  tell({ type: 'signedIn' });
}

export interface SignInChoices {
  passwords: boolean;
  providers: { id: string; name: string }[];
}

/** @throws Problem */
export async function signInChoices(tenant: string, signal: AbortSignal): Promise<SignInChoices> {
  const response = await send(`/api/v1/auth/providers?tenant=${encodeURIComponent(tenant)}`, {
    signal,
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  return (await response.json()) as SignInChoices;
}

/**
 * Where the browser goes to sign in with a provider.
 *
 * @throws Problem
 */
export async function beginWithProvider(tenant: string, provider: string): Promise<string> {
  const response = await send('/api/v1/auth/providers/begin?session=cookie', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ tenant, provider }),
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  remember('tenant', tenant);
  return ((await response.json()) as { leave: string }).leave;
}

/**
 * Comes in with what a provider has sent back.
 *
 * @throws Problem when the server does not let them in
 */
export async function finishWithProvider(brought: Record<string, string>): Promise<void> {
  await alone(async () => {
    const response = await send('/api/v1/auth/providers/finish?session=cookie', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(brought),
    });
    if (!response.ok) {
      throw await readProblem(response);
    }
    token = await readToken(response);
  });
  remember('signedIn', '1');
  session.set({ state: 'signedIn' });
  tell({ type: 'signedIn' });
}

/**
 * Sees as a user from here on, until the page is loaded anew, or for the minutes that the token is
 * good.
 *
 * @throws Problem
 */
export async function seeAs(user: string): Promise<void> {
  const own = await accessToken();
  const response = await send(`/api/v1/users/${encodeURIComponent(user)}/see-as`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${own ?? ''}` },
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  acting = await readToken(response);
}

/**
 * Goes on in another workspace of the person.
 *
 * @throws Problem when it does not let them in, such as for want of a second factor
 */
export async function switchTenant(tenant: string, second: SecondFactorProof = {}): Promise<void> {
  const value = await accessToken();
  await alone(async () => {
    const response = await send('/api/v1/auth/switch?session=cookie', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${value}` },
      body: JSON.stringify({ tenant, ...second }),
    });
    if (!response.ok) {
      throw await readProblem(response);
    }
    token = await readToken(response);
  });
  remember('tenant', tenant);
  tell({ type: 'signedIn' });
  // Nothing that was loaded for one workspace is there for the other.
  location.assign('/');
}

export async function signOut(): Promise<void> {
  const value = token?.value;
  end();
  tell({ type: 'signedOut' });
  if (value) {
    await send('/api/v1/auth/logout', {
      method: 'POST',
      headers: { Authorization: `Bearer ${value}` },
    }).catch(() => undefined);
  }
}
