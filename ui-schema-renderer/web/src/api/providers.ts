import type { components } from './generated';
import { path, request } from './http';
import type { FreshProof } from './types';

/** Providers that people sign in with, and the accounts there that are theirs. */

type Schemas = components['schemas'];

export type IdentityProvider = Schemas['IdentityProvider'];
export type NewIdentityProvider = Schemas['NewIdentityProvider'];
export type SignInSettings = Schemas['SignInSettings'];
export type ExternalIdentity = Schemas['ExternalIdentities']['data'][number];

const PROVIDERS = '/api/v1/identity-providers';
const SETTINGS = '/api/v1/tenant/sign-in';
const IDENTITIES = '/api/v1/auth/identities';

export async function listProviders(signal?: AbortSignal): Promise<IdentityProvider[]> {
  return (await request<Schemas['IdentityProviders']>(PROVIDERS, { signal })).data;
}

export function createProvider(provider: NewIdentityProvider): Promise<IdentityProvider> {
  return request(PROVIDERS, { method: 'POST', body: provider });
}

export function changeProvider(
  id: string,
  patch: Schemas['IdentityProviderPatch'],
): Promise<IdentityProvider> {
  return request(path`/api/v1/identity-providers/${id}`, { method: 'PATCH', body: patch });
}

export function deleteProvider(id: string): Promise<void> {
  return request(path`/api/v1/identity-providers/${id}`, { method: 'DELETE' });
}

export function readSignInSettings(signal?: AbortSignal): Promise<SignInSettings> {
  return request(SETTINGS, { signal });
}

export function changeSignInSettings(patch: SignInSettings): Promise<SignInSettings> {
  return request(SETTINGS, { method: 'PATCH', body: patch });
}

export async function listIdentities(signal?: AbortSignal): Promise<ExternalIdentity[]> {
  return (await request<Schemas['ExternalIdentities']>(IDENTITIES, { signal })).data;
}

export function unlinkIdentity(id: string): Promise<void> {
  return request(path`/api/v1/auth/identities/${id}`, { method: 'DELETE' });
}

/** Where the browser goes to prove that an account is the person's. */
export function beginLink(provider: string, proof: FreshProof): Promise<Schemas['ProviderStart']> {
  return request('/api/v1/auth/providers/link?session=cookie', {
    method: 'POST',
    body: { provider, ...proof },
  });
}

/** Where directories provision users and groups, as the installation calls itself. */
export async function provisioningAddress(signal?: AbortSignal): Promise<string> {
  const told = await request<{ meta: { location: string } }>('/scim/v2/ServiceProviderConfig', {
    signal,
    headers: { Accept: 'application/scim+json' },
  });
  return told.meta.location.replace(/\/ServiceProviderConfig$/, '');
}
