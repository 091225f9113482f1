import type { components } from './generated';

type Schemas = components['schemas'];

/** A role of the tenant's own, or one of the two that every tenant has. */
export interface Role {
  name: string;
  label: string;
}

export type User = Required<
  Pick<
    Schemas['User'],
    'id' | 'email' | 'emailVerified' | 'name' | 'active' | 'createdAt' | 'version'
  >
> & {
  roles: string[];
  locale: string | null;
  groups: string[];
  manager: string | null;
  attributes: Record<string, string[]>;
};

export type NewUser = Schemas['NewUser'];
export type Group = Schemas['Group'];
export type NewGroup = Schemas['NewGroup'];
export type Share = Schemas['Share'];
export type NewShare = Schemas['NewShare'];
export type HandOver = Schemas['HandOver'];
export type NewHandOver = Schemas['NewHandOver'];
export type People = Schemas['People'];
export type SignUp = Schemas['SignUp'];
export type Page = Schemas['Page'];

export type Tenant = Schemas['Tenant'];
export type TenantPatch = Schemas['TenantPatch'];
export type TenantExport = Schemas['TenantExport'];
export type FreshProof = Schemas['FreshProof'];
export type TenantErasure = Schemas['TenantErasure'];
export type NewTenantErasure = Schemas['NewTenantErasure'];
export type TenantUsage = Schemas['TenantUsage'];

export interface Me {
  user: User;
  /** The administrator who only sees as the user. */
  actor?: { id: string; name: string };
  tenant: Tenant;
  roles: string[];
  /** The groups that the person is in, and those above them. */
  groups: string[];
  permissions: {
    records: string[];
    /** By object: what the user may do with its records. */
    objects?: Record<string, { export?: boolean; import?: boolean; update?: boolean }>;
    metadata: boolean;
    users: boolean;
    plugins: boolean;
  };
  /** This workspace, and the others that the person gets into from here. */
  memberships: { tenant: string; name: string }[];
}

export type JobState = NonNullable<Schemas['Job']['state']>;

export interface Refusal {
  line: number;
  errors: { pointer: string; code: string; message: string }[];
  source: string;
}

/** Fields and options that a file has and its object has not. */
export interface MissingMetadata {
  fields: { column: string; definition: { name: string; label: string; type: string } }[];
  options: { field: string; values: string[] }[];
}

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  object: string | null;
  parameters: {
    mode?: string;
    key?: string | null;
    dryRun?: boolean;
    field?: string;
    /** What an import makes of metadata. */
    missing?: MissingMetadata;
  };
  processed: number;
  created: number;
  updated: number;
  deleted: number;
  refused: number;
  total: number | null;
  cancelRequested: boolean;
  error: string | null;
  undoable: boolean;
  createdBy: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  refusals?: Refusal[];
}

export interface Version {
  version: string;
  at: string;
  actor: string | null;
  operation: 'create' | 'update' | 'delete' | 'restore';
  cause: { kind: string; id?: string; title?: string }[];
  replaced: Record<string, unknown>;
}
