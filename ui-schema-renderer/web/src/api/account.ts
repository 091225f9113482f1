import type { components } from './generated';
import { request } from './http';

/** What people do about an account that they are not signed in to. */

export function forgetPassword(tenant: string, email: string): Promise<void> {
  return request('/api/v1/auth/forgotten', { method: 'POST', body: { tenant, email } });
}

export function resetPassword(token: string, password: string): Promise<void> {
  return request('/api/v1/auth/reset', { method: 'POST', body: { token, password } });
}

/** Has a link sent to another address of the person's. */
export function changeEmail(change: components['schemas']['EmailChange']): Promise<void> {
  return request('/api/v1/auth/email', { method: 'POST', body: change });
}

export function verifyEmail(): Promise<void> {
  return request('/api/v1/auth/email/verification', { method: 'POST' });
}

export function confirmEmail(token: string): Promise<void> {
  return request('/api/v1/auth/email/confirm', { method: 'POST', body: { token } });
}

/** Takes an account back with the address that it had. */
export function returnEmail(token: string, password: string): Promise<void> {
  return request('/api/v1/auth/email/return', { method: 'POST', body: { token, password } });
}

export function readInvitation(token: string): Promise<components['schemas']['InvitationTo']> {
  return request('/api/v1/auth/invitation', { method: 'POST', body: { token } });
}

export function acceptInvitation(token: string, name: string, password: string): Promise<void> {
  return request('/api/v1/auth/invitation/accept', {
    method: 'POST',
    body: { token, name, password },
  });
}
