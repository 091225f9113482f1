import { path, request } from './http';
import type { Job } from './types';

/** The files that are taken, by the ends of their names. */
const TYPES: Record<string, string> = {
  csv: 'text/csv',
  tsv: 'text/csv',
  txt: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const ACCEPTED = Object.keys(TYPES)
  .map((end) => `.${end}`)
  .join(',');

/** The beginning of a text is enough to show what is in it. */
const BEGINNING = 512 * 1024;

/** What the beginning of a file looks like. */
export interface ImportPreview {
  encoding: string | null;
  delimiter: string | null;
  columns: string[];
  rows: string[][];
}

export interface ImportOptions {
  mode: 'insert' | 'update' | 'upsert';
  key: string | null;
  /** What each column of a table is; null where lines name their values themselves. */
  columns: string[] | null;
  createOptions: boolean;
  dryRun: boolean;
}

/** A column that is to become a field. */
export const NEW_FIELD = '*';

/** The media type of a file by its name; null when it is none that can be imported. */
export function importType(name: string): string | null {
  return TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}

/** Whether a file's lines name their values themselves. */
export function namesItsValues(name: string): boolean {
  return importType(name) === TYPES['ndjson'];
}

const contentOf = (file: File) => ({ content: file, type: importType(file.name) ?? 'text/csv' });

/** @throws Problem */
export function previewImport(object: string, file: File): Promise<ImportPreview> {
  const { content, type } = contentOf(file);
  const isText = type !== TYPES['xlsx'];
  return request(path`/api/v1/records/${object}/import/preview`, {
    method: 'POST',
    file: { content: isText ? content.slice(0, BEGINNING) : content, type },
  });
}

/** @throws Problem */
export function importRecords(object: string, file: File, options: ImportOptions): Promise<Job> {
  const { mode, key, columns, createOptions, dryRun } = options;
  return request(path`/api/v1/records/${object}/import`, {
    method: 'POST',
    query: {
      mode,
      key: mode === 'insert' ? null : key,
      columns: columns?.join(','),
      createFields: columns?.includes(NEW_FIELD) || null,
      createOptions: createOptions || null,
      dryRun,
    },
    file: contentOf(file),
  });
}
