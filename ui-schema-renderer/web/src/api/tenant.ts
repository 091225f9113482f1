import { saveBlob } from './files';
import { path, request, requestBlob, requestStream } from './http';
import type {
  FreshProof,
  Job,
  NewTenantErasure,
  Tenant,
  TenantErasure,
  TenantExport,
  TenantPatch,
  TenantUsage,
} from './types';

/** What the workspace is called, where it is and how it looks. */

export function getTenant(signal?: AbortSignal): Promise<Tenant> {
  return request('/api/v1/tenant', { signal });
}

export function changeTenant(patch: TenantPatch): Promise<Tenant> {
  return request('/api/v1/tenant', { method: 'PATCH', body: patch });
}

export function fetchLogo(signal?: AbortSignal): Promise<Blob> {
  return requestBlob('/api/v1/tenant/logo', { signal });
}

const EXPORT = '/api/v1/tenant/export';

/** The archives of all that the workspace has, the newest first. */
export async function listTenantExports(signal?: AbortSignal): Promise<TenantExport[]> {
  return (await request<{ data: TenantExport[] }>(EXPORT, { signal })).data;
}

export function exportTenant(proof: FreshProof): Promise<Job> {
  return request(EXPORT, { method: 'POST', body: proof });
}

export function deleteTenantExport(id: string): Promise<void> {
  return request(path`/api/v1/tenant/export/${id}`, { method: 'DELETE' });
}

interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable: () => Promise<WritableStream<Uint8Array>>;
  }>;
}

/**
 * Lets the browser save an archive: straight to the disk where it can, since it may be large.
 *
 * @throws Problem
 */
export async function saveTenantExport(id: string, name: string): Promise<void> {
  const { showSaveFilePicker } = window as unknown as Picker;
  const from = path`/api/v1/tenant/export/${id}/content`;
  if (!showSaveFilePicker) {
    saveBlob(await requestBlob(from), name);
    return;
  }
  const file = await showSaveFilePicker.call(window, { suggestedName: name });
  const content = await requestStream(from, { headers: { Accept: '*/*' } });
  await content.pipeTo(await file.createWritable());
}

const ERASURE = '/api/v1/tenant/erasure';

/** Whether the workspace is going to be deleted, and when. */
export function getErasure(signal?: AbortSignal): Promise<TenantErasure> {
  return request(ERASURE, { signal });
}

export function eraseTenant(wanted: NewTenantErasure): Promise<TenantErasure> {
  return request(ERASURE, { method: 'POST', body: wanted });
}

/** Takes back that the workspace is going to be deleted. */
export function keepTenant(): Promise<void> {
  return request(ERASURE, { method: 'DELETE' });
}

/** What the workspace uses, and may use. */
export function getTenantUsage(signal?: AbortSignal): Promise<TenantUsage> {
  return request('/api/v1/tenant/usage', { signal });
}
