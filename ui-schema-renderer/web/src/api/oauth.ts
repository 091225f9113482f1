import type { components } from './generated';
import { path, request } from './http';

/** Apps of others: which there are, and what people let them do. */

type Schemas = components['schemas'];

export type OAuthApp = Schemas['OAuthApp'];
export type NewOAuthApp = Schemas['NewOAuthApp'];
export type MadeOAuthApp = Schemas['MadeOAuthApp'];
export type Consent = Schemas['Consent'];
export type AuthorizationDescription = Schemas['AuthorizationDescription'];
export type AuthorizationOutcome = Schemas['AuthorizationOutcome'];

const APPS = '/api/v1/oauth-apps';

export async function listApps(signal?: AbortSignal): Promise<OAuthApp[]> {
  return (await request<Schemas['OAuthApps']>(APPS, { signal })).data;
}

export function createApp(app: NewOAuthApp): Promise<MadeOAuthApp> {
  return request(APPS, { method: 'POST', body: app });
}

export function changeApp(id: string, patch: Schemas['OAuthAppPatch']): Promise<OAuthApp> {
  return request(path`/api/v1/oauth-apps/${id}`, { method: 'PATCH', body: patch });
}

export function deleteApp(id: string): Promise<void> {
  return request(path`/api/v1/oauth-apps/${id}`, { method: 'DELETE' });
}

export async function renewSecret(id: string): Promise<string> {
  const answer = await request<Schemas['AppSecret']>(path`/api/v1/oauth-apps/${id}/secret`, {
    method: 'POST',
  });
  return answer.clientSecret;
}

export async function listConsents(signal?: AbortSignal): Promise<Consent[]> {
  return (await request<Schemas['Consents']>('/api/v1/oauth/consents', { signal })).data;
}

export function revokeConsent(app: string): Promise<void> {
  return request(path`/api/v1/oauth/consents/${app}`, { method: 'DELETE' });
}

/** What an app sent a browser with, and the mark of when it came. */
export interface AppRequest {
  request: string;
  begun: string;
}

/** Whose app it is, before anybody has signed in. */
export function describeRequest(asked: string): Promise<AuthorizationDescription> {
  return request('/api/v1/oauth/requests', { method: 'POST', body: { request: asked } });
}

export function decide(
  asked: AppRequest,
  decision?: 'allow' | 'deny',
): Promise<AuthorizationOutcome> {
  return request('/api/v1/oauth/authorizations', {
    method: 'POST',
    body: { ...asked, ...(decision && { decision }) },
  });
}
