import { askPasskey, makePasskey, type PasskeyJson } from '@/shared/lib/passkeys';
import type { components } from './generated';
import { path, request } from './http';
import type { FreshProof } from './types';

/** The person's own passkeys. */

type Schemas = components['schemas'];

export type Passkey = Schemas['Passkey'];

const PASSKEYS = '/api/v1/auth/passkeys';

export async function listPasskeys(signal?: AbortSignal): Promise<Passkey[]> {
  return (await request<Schemas['Passkeys']>(PASSKEYS, { signal })).data;
}

/**
 * Has one made and adds it.
 *
 * @returns recovery codes, with the first second factor
 */
export async function addPasskey(name: string, proof: FreshProof): Promise<string[]> {
  const options = await request<PasskeyJson>(`${PASSKEYS}/begin`, { method: 'POST', body: proof });
  const passkey = await makePasskey(options);
  const added = await request<Schemas['AddedPasskey']>(PASSKEYS, {
    method: 'POST',
    body: { name, passkey },
  });
  return added.recoveryCodes;
}

export function renamePasskey(id: string, name: string): Promise<void> {
  return request(path`/api/v1/auth/passkeys/${id}`, { method: 'PATCH', body: { name } });
}

export function removePasskey(id: string, proof: FreshProof): Promise<void> {
  return request(path`/api/v1/auth/passkeys/${id}/remove`, { method: 'POST', body: proof });
}

/** Has one used to show who is there. */
export async function provePasskey(): Promise<Schemas['PasskeyAnswer']> {
  const options = await request<PasskeyJson>(`${PASSKEYS}/proof`, { method: 'POST' });
  return (await askPasskey(options)) as Schemas['PasskeyAnswer'];
}
