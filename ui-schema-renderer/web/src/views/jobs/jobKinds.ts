import type { Job } from '@/api/types';

/** The kinds of jobs that the application has a name for. */
const KINDS = [
  'import', 'massUpdate', 'massDelete', 'handOver', 'undo', 'convertField', 'rollup', 'storage',
  'tenantExport',
] as const; // prettier-ignore

export type JobKind = (typeof KINDS)[number];

export function isKnownKind(kind: string): kind is JobKind {
  return (KINDS as readonly string[]).includes(kind);
}

/** Whether it lets itself be cancelled: a rollup that nobody fills would show what is not so. */
export function canBeCancelled(job: Pick<Job, 'kind'>): boolean {
  return job.kind !== 'rollup';
}
