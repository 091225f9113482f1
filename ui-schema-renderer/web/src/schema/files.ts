import type { FieldValue } from './records';

/** What there is to say of a file, as records give it; the numbers are texts or numbers. */
export interface StoredFile {
  id: string;
  name: string;
  mediaType: string;
  size: number;
  width?: number;
  height?: number;
}

type Raw = Record<string, unknown>;

function toFile(raw: unknown): StoredFile | null {
  if (typeof raw !== 'object' || raw === null || typeof (raw as Raw)['id'] !== 'string') {
    return null;
  }
  const { id, name, mediaType, size, width, height } = raw as Raw;
  return {
    id: String(id),
    name: String(name),
    mediaType: String(mediaType),
    size: Number(size),
    ...(width !== undefined && height !== undefined
      ? { width: Number(width), height: Number(height) }
      : {}),
  };
}

/** The files in a value, which holds one or a list as the JSON of an answer. */
export function filesOf(value: FieldValue): StoredFile[] {
  if (typeof value !== 'string' || value === '') {
    return [];
  }
  try {
    const raw: unknown = JSON.parse(value);
    return (Array.isArray(raw) ? raw : [raw]).map(toFile).filter((file) => file !== null);
  } catch {
    return [];
  }
}

/** The value of a field that holds these files: one, or several where it is a list. */
export function filesValue(files: readonly StoredFile[], isList: boolean): FieldValue {
  const [first] = files;
  return first === undefined ? null : JSON.stringify(isList ? files : first);
}

/** The ids alone, which is what a record is given. */
export function writeFiles(value: string, isList: boolean): string {
  const ids = filesOf(value).map((file) => file.id);
  return JSON.stringify(isList ? ids : (ids[0] ?? null));
}

/** Whether there are thumbnails of a file. */
export function isImage(file: StoredFile): boolean {
  return file.width !== undefined;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const STEP = 1000;

/** A size as people read it. */
export function sizeText(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: unit === 0 || value >= 10 ? 0 : 1,
  }).format(value);
}
