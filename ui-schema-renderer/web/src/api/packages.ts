import { saveBlob } from './files';
import type { components } from './generated';
import { address, request, requestBlob } from './http';

/** Packages: metadata as a file, out of this workspace and into it. */

type Schemas = components['schemas'];

export type AppliedPackage = Schemas['AppliedPackage'];
export type PackagePlan = Schemas['PackagePlan'];
export type PackageChange = Schemas['PackageChange'];
export type PackageLoss = Schemas['PackageLoss'];

/** The forms that a package is given out in; the one that most people read comes first. */
export const PACKAGE_FORMATS = ['yaml', 'json', 'zip'] as const;
export type PackageFormat = (typeof PACKAGE_FORMATS)[number];

/** The files that are taken, by the ends of their names. */
const TYPES: Record<string, string> = {
  yaml: 'application/yaml',
  yml: 'application/yaml',
  json: 'application/json',
  zip: 'application/zip',
};

export const ACCEPTED_PACKAGES = Object.keys(TYPES)
  .map((end) => `.${end}`)
  .join(',');

/** What becomes of what the package does not have. */
export type Rest = 'keep' | 'delete';

/**
 * Lets the browser save the workspace's metadata.
 *
 * @throws Problem
 */
export async function savePackage(slug: string, format: PackageFormat): Promise<void> {
  const content = await requestBlob(address('/api/v1/metadata/export', { format }));
  saveBlob(content, `${slug}-metadata.${format}`);
}

/** @throws Problem */
export async function listApplied(signal?: AbortSignal): Promise<AppliedPackage[]> {
  return (await request<Schemas['AppliedPackages']>('/api/v1/metadata/applied', { signal })).data;
}

const sent = (file: File) => ({
  content: file,
  type: TYPES[file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/json',
});

/** @throws Problem */
export function planPackage(file: File, rest: Rest): Promise<PackagePlan> {
  return request('/api/v1/metadata/plan', { method: 'POST', query: { rest }, file: sent(file) });
}

/**
 * Does what was planned, if the metadata is still what it was planned for.
 *
 * @throws Problem
 */
export function applyPackage(file: File, rest: Rest, version: number): Promise<unknown> {
  return request('/api/v1/metadata/apply', {
    method: 'POST',
    query: { rest },
    file: sent(file),
    ifMatch: version,
  });
}

/** @throws Problem */
export function rollBackPackage(version: number): Promise<unknown> {
  return request('/api/v1/metadata/rollback', { method: 'POST', ifMatch: version });
}
