import type { components } from './generated';
import { address, request, requestBlob } from './http';

/** What people do who are nobody here and have the address of a form or of a record. */

type Schemas = components['schemas'];

export type TenantSign = Schemas['TenantSign'];
export type LinkPage = Schemas['PublicLinkPage'];
export type FormThanks = Schemas['FormThanks'];

export interface Choice {
  value: string;
  label: string;
}

/** A question of a form, with the options of its type. */
export interface Question {
  name: string;
  label: string;
  help: string | null;
  type: string;
  required: boolean;
  options?: Choice[];
  choices?: Choice[];
  currencies?: string[];
  maxLength?: number;
  maximum?: number;
  maxSize?: number;
  maxItems?: number;
  accept?: string[];
}

export type FormPage = Omit<Schemas['PublicFormPage'], 'fields'> & { fields: Question[] };

const PUBLIC = '/api/v1/public';

export function readForm(token: string): Promise<FormPage> {
  return request(`${PUBLIC}/forms/look`, { method: 'POST', body: { token } });
}

export function sendFormFile(
  token: string,
  field: string,
  file: File,
): Promise<Schemas['FormFile']> {
  return request(address(`${PUBLIC}/forms/files`, { field, name: file.name }), {
    method: 'POST',
    file: { content: file, type: 'application/octet-stream' },
    headers: { 'Armature-Form': token },
  });
}

/** @param values the JSON of each value: numbers stay as they were typed */
export function answerForm(
  token: string,
  ticket: string,
  values: ReadonlyMap<string, string>,
  website: string,
): Promise<FormThanks> {
  const members = [...values].map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return request(`${PUBLIC}/forms/answer`, {
    method: 'POST',
    body: `{"token":${JSON.stringify(token)},"ticket":${JSON.stringify(ticket)},"website":${JSON.stringify(website)},"values":{${members.join(',')}}}`,
  });
}

export function readLink(token: string, password: string | null): Promise<LinkPage> {
  return request(`${PUBLIC}/links/look`, { method: 'POST', body: { token, password } });
}

export function readLinkFile(token: string, password: string | null, file: string): Promise<Blob> {
  return requestBlob(`${PUBLIC}/links/file`, { method: 'POST', body: { token, password, file } });
}
