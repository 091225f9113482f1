import { saveBlob } from './files';
import { path, requestBlob } from './http';
import type { ListQuery } from './records';

/** The files that records are given out as; the one that most people open comes first. */
export const EXPORT_FORMATS = ['xlsx', 'csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Lets the browser save all records of a list.
 *
 * @throws Problem
 */
export async function saveExport(
  object: string,
  format: ExportFormat,
  { fields, filter, sort }: ListQuery,
): Promise<void> {
  const content = await requestBlob(path`/api/v1/records/${object}/export`, {
    query: { format, fields: [...new Set(fields)].join(','), filter, sort: sort.join(',') },
  });
  saveBlob(content, `${object}.${format}`);
}
