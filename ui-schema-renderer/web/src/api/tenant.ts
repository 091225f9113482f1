import { request, requestBlob } from './http';
import type { Tenant, TenantPatch } from './types';

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
