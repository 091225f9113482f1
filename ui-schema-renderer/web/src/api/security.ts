import type { PasskeyJson } from '@/shared/lib/passkeys';
import type { components } from './generated';
import { path, request } from './http';
import type { Credentials } from './session';

/** How people prove who they are, and what came of it. */

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type SecondFactor = Schemas['SecondFactor'];
export type ApiKey = Schemas['ApiKey'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditVerification = Schemas['AuditVerification'];
export type SignInSettings = Required<Schemas['SignInSettings']>;

export function changePassword(password: string, newPassword: string): Promise<void> {
  return request('/api/v1/auth/password', { method: 'POST', body: { password, newPassword } });
}

export async function listSessions(signal?: AbortSignal): Promise<Session[]> {
  return (await request<Schemas['Sessions']>('/api/v1/auth/sessions', { signal })).data;
}

export function endSession(id: string): Promise<void> {
  return request(path`/api/v1/auth/sessions/${id}`, { method: 'DELETE' });
}

export function endOtherSessions(): Promise<void> {
  return request('/api/v1/auth/sessions', { method: 'DELETE' });
}

const MEMBERSHIPS = '/api/v1/auth/memberships';

/** What shows who one is in another workspace; a passkey alone tells whose it is. */
export type OtherUser = Credentials | { passkey: PasskeyJson };

export function linkMembership(proof: OtherUser): Promise<void> {
  return request(MEMBERSHIPS, { method: 'POST', body: proof });
}

export function unlinkMembership(tenant: string): Promise<void> {
  return request(path`/api/v1/auth/memberships/${tenant}`, { method: 'DELETE' });
}

const FACTOR = '/api/v1/auth/second-factor';

export function secondFactor(signal?: AbortSignal): Promise<SecondFactor> {
  return request(FACTOR, { signal });
}

export function beginSecondFactor(password: string): Promise<Schemas['Enrolment']> {
  return request(FACTOR, { method: 'POST', body: { password } });
}

export async function confirmSecondFactor(code: string): Promise<string[]> {
  const answer = await request<Schemas['RecoveryCodes']>(`${FACTOR}/confirm`, {
    method: 'POST',
    body: { code },
  });
  return answer.recoveryCodes;
}

export function removeSecondFactor(password: string): Promise<void> {
  return request(`${FACTOR}/remove`, { method: 'POST', body: { password } });
}

export async function listApiKeys(signal?: AbortSignal): Promise<ApiKey[]> {
  return (await request<Schemas['ApiKeys']>('/api/v1/api-keys', { signal })).data;
}

/** Those of all users, for administrators. */
export async function listAllApiKeys(signal?: AbortSignal): Promise<ApiKey[]> {
  const query = { all: true };
  return (await request<Schemas['ApiKeys']>('/api/v1/api-keys', { signal, query })).data;
}

/** Those of all users by which directories provision users and groups. */
export async function listProvisioningKeys(signal?: AbortSignal): Promise<ApiKey[]> {
  return (await listAllApiKeys(signal)).filter((key) => key.scopes.includes('scim'));
}

export function createApiKey(key: Schemas['NewApiKey']): Promise<Schemas['MadeApiKey']> {
  return request('/api/v1/api-keys', { method: 'POST', body: key });
}

export function revokeApiKey(id: string): Promise<void> {
  return request(path`/api/v1/api-keys/${id}`, { method: 'DELETE' });
}

export function listAudit(
  query: { kind?: string; cursor?: string },
  signal?: AbortSignal,
): Promise<Schemas['AuditPage']> {
  return request('/api/v1/audit', { signal, query });
}

export function verifyAudit(): Promise<AuditVerification> {
  return request('/api/v1/audit/verification');
}
