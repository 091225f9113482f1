import type { components } from './generated';
import { path, request } from './http';
import type { Job, Me, NewUser, Refusal, SignUp, Tenant, User } from './types';

/** Tenants, users, jobs and plugins. */

export function getMe(signal?: AbortSignal): Promise<Me> {
  return request('/api/v1/me', { signal });
}

export function signUp(company: SignUp): Promise<Tenant> {
  return request('/api/v1/tenants', { method: 'POST', body: company });
}

export async function listUsers(signal?: AbortSignal): Promise<User[]> {
  return (await request<{ data: User[] }>('/api/v1/users', { signal })).data;
}

export function createUser(user: NewUser): Promise<User> {
  return request('/api/v1/users', { method: 'POST', body: user });
}

export function changeUser(id: string, patch: object): Promise<User> {
  return request(path`/api/v1/users/${id}`, { method: 'PATCH', body: patch });
}

/** Has a link sent to a user's address, by which they show that it is theirs. */
export function verifyUserEmail(id: string): Promise<void> {
  return request(path`/api/v1/users/${id}/email-verification`, { method: 'POST' });
}

export type Invitation = components['schemas']['Invitation'];

export async function listInvitations(signal?: AbortSignal): Promise<Invitation[]> {
  return (await request<{ data: Invitation[] }>('/api/v1/invitations', { signal })).data;
}

export function invite(body: components['schemas']['NewInvitation']): Promise<Invitation> {
  return request('/api/v1/invitations', { method: 'POST', body });
}

export function resendInvitation(id: string): Promise<Invitation> {
  return request(path`/api/v1/invitations/${id}/resend`, { method: 'POST' });
}

export function revokeInvitation(id: string): Promise<void> {
  return request(path`/api/v1/invitations/${id}`, { method: 'DELETE' });
}

export async function listJobs(signal?: AbortSignal): Promise<Job[]> {
  return (await request<{ data: Job[] }>('/api/v1/jobs', { signal })).data;
}

export function getJob(id: string, signal?: AbortSignal): Promise<Job> {
  return request(path`/api/v1/jobs/${id}`, { signal });
}

export async function jobRefusals(
  id: string,
  after: number,
  signal?: AbortSignal,
): Promise<Refusal[]> {
  const answer = await request<{ data: Refusal[] }>(path`/api/v1/jobs/${id}/refused`, {
    signal,
    query: { after },
  });
  return answer.data;
}

/** Takes back what a job did; another job does. */
export function undoJob(id: string): Promise<Job> {
  return request(path`/api/v1/jobs/${id}/undo`, { method: 'POST' });
}

export function cancelJob(id: string): Promise<Job> {
  return request(path`/api/v1/jobs/${id}/cancel`, { method: 'POST' });
}
