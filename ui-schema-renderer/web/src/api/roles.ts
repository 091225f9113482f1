import { exchange, path, request } from './http';

/** Roles of the tenant's own, as administrators make and change them. */

const ROLES = '/api/v1/roles';

/** The roles that every tenant has, and that no one changes. */
export const FIXED_ROLES = ['administrator', 'user'] as const;

export function isFixedRole(name: string): name is (typeof FIXED_ROLES)[number] {
  return (FIXED_ROLES as readonly string[]).includes(name);
}

export const RIGHTS = [
  'read', 'create', 'update', 'delete', 'export', 'import', 'bulk',
] as const; // prettier-ignore

export type Right = (typeof RIGHTS)[number];
export type Rights = Record<Right, boolean>;

export const CONDITIONS = ['when', 'updateWhen', 'deleteWhen'] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface FieldRights {
  read: boolean;
  write: boolean;
  mask?: boolean;
}

export interface ObjectRights extends Rights, Partial<Record<Condition, string>> {
  fields: Record<string, FieldRights>;
  otherFields: FieldRights;
}

export interface RoleDefinition {
  name: string;
  label: string;
  description?: string;
  objects: Record<string, ObjectRights>;
  otherObjects: Rights;
}

/** A role, and the version of the metadata in which it was so. */
export interface StoredRole {
  role: RoleDefinition;
  version: number;
}

async function stored(name: string, options: Parameters<typeof exchange>[1]): Promise<StoredRole> {
  const { data, etag } = await exchange<RoleDefinition>(path`/api/v1/roles/${name}`, options);
  return { role: data, version: etag ?? 0 };
}

/** The roles of the tenant's own. */
export async function listRoles(signal?: AbortSignal): Promise<RoleDefinition[]> {
  return (await request<{ data: RoleDefinition[] }>(ROLES, { signal })).data;
}

export function getRole(name: string, signal?: AbortSignal): Promise<StoredRole> {
  return stored(name, { signal });
}

export function createRole(
  role: Pick<RoleDefinition, 'name' | 'label'> & Partial<RoleDefinition>,
): Promise<RoleDefinition> {
  return request(ROLES, { method: 'POST', body: role });
}

/** @param version of the metadata that the change was made for; with another it is refused */
export function changeRole(name: string, patch: object, version: number): Promise<StoredRole> {
  return stored(name, { method: 'PATCH', body: patch, ifMatch: version });
}

export function deleteRole(name: string): Promise<void> {
  return request(path`/api/v1/roles/${name}`, { method: 'DELETE' });
}
