import type { Language, Text } from '@/shared/i18n';
import { formatDay, formatMoment } from '@/shared/lib/dates';

/** A file as a record shows it. */
export interface ShownFile {
  id: string;
  name: string;
  size: number;
}

function isFile(value: unknown): value is ShownFile {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value;
}

/** The files of a value; none of what is something else. */
export function fileOf(value: unknown): ShownFile[] {
  return (Array.isArray(value) ? value : [value]).filter(isFile);
}

function plain(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent;
}

/** A value in the reader's words. */
export function valueText(type: string, value: unknown, locale: Language, t: Text): string {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (Array.isArray(value)) {
    return value.map((one) => valueText(type, one, locale, t)).join(', ') || '–';
  }
  if (typeof value === 'boolean') {
    return t(value ? 'guest.yes' : 'guest.no');
  }
  if (typeof value === 'number') {
    const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
    return type === 'percent' ? `${text} %` : text;
  }
  if (typeof value === 'string') {
    if (type === 'date') {
      return formatDay(value, locale);
    }
    if (type === 'dateTime') {
      return formatMoment(value, locale);
    }
    return type === 'richText' ? plain(value) : value;
  }
  if (typeof value === 'object' && 'amount' in value && 'currency' in value) {
    return `${valueText('decimal', value.amount, locale, t)} ${String(value.currency)}`;
  }
  return Object.values(value)
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .join(', ');
}
