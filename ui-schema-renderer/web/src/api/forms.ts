import type { components } from './generated';
import { path, request } from './http';

/** Forms and links for people who are nobody here, as those make them who may. */

type Schemas = components['schemas'];

export type PublicForm = Schemas['PublicForm'];
export type NewPublicForm = Schemas['NewPublicForm'];
export type PublicFormPatch = Schemas['PublicFormPatch'];
export type AskedField = Schemas['AskedField'];
export type PublicLink = Schemas['PublicLink'];
export type MadePublicLink = Schemas['MadePublicLink'];
export type PublicAccess = Schemas['PublicAccess'];

const FORMS = '/api/v1/forms';

export async function listForms(signal?: AbortSignal): Promise<PublicForm[]> {
  return (await request<Schemas['PublicForms']>(FORMS, { signal })).data;
}

/** @param fixed the JSON of what it fixes: numbers stay as they were typed */
export function createForm(form: Omit<NewPublicForm, 'fixed'>, fixed: string): Promise<PublicForm> {
  return request(FORMS, { method: 'POST', body: withFixed(form, fixed) });
}

/** @param fixed the JSON of what becomes of the values that it fixes, null for one that goes */
export function changeForm(
  id: string,
  patch: Omit<PublicFormPatch, 'fixed'>,
  fixed: string,
): Promise<PublicForm> {
  return request(path`/api/v1/forms/${id}`, { method: 'PATCH', body: withFixed(patch, fixed) });
}

function withFixed(form: object, fixed: string): string {
  return `${JSON.stringify(form).slice(0, -1)},"fixed":${fixed}}`;
}

export function replaceFormAddress(id: string): Promise<PublicForm> {
  return request(path`/api/v1/forms/${id}/address`, { method: 'POST' });
}

export function deleteForm(id: string): Promise<void> {
  return request(path`/api/v1/forms/${id}`, { method: 'DELETE' });
}

export async function listLinks(
  object: string,
  id: string,
  signal?: AbortSignal,
): Promise<PublicLink[]> {
  const to = path`/api/v1/records/${object}/${id}/links`;
  return (await request<Schemas['PublicLinks']>(to, { signal })).data;
}

export function createLink(
  object: string,
  id: string,
  link: Schemas['NewPublicLink'],
): Promise<MadePublicLink> {
  return request(path`/api/v1/records/${object}/${id}/links`, { method: 'POST', body: link });
}

export function revokeLink(object: string, id: string, link: string): Promise<void> {
  return request(path`/api/v1/records/${object}/${id}/links/${link}`, { method: 'DELETE' });
}

export function getPublicAccess(signal?: AbortSignal): Promise<PublicAccess> {
  return request('/api/v1/tenant/public-access', { signal });
}

export function changePublicAccess(patch: PublicAccess): Promise<PublicAccess> {
  return request('/api/v1/tenant/public-access', { method: 'PATCH', body: patch });
}
