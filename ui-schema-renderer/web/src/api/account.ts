import type { components } from './generated';
import { request } from './http';

/** What people do about an account that they are not signed in to. */

export function forgetPassword(tenant: string, email: string): Promise<void> {
  return request('/api/v1/auth/forgotten', { method: 'POST', body: { tenant, email } });
}

export function resetPassword(token: string, password: string): Promise<void> {
  return request('/api/v1/auth/reset', { method: 'POST', body: { token, password } });
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
