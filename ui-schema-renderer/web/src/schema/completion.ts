import { labelOf } from './labels';
import type { ObjectDefinition } from './metadata';
import { SYSTEM_FIELDS, type TenantModel } from './model';

/** What can stand at a place of an expression that somebody is writing. */
export interface Suggestion {
  /** What is put in. */
  text: string;
  /** What it is called, or does. */
  hint: string;
}

const FUNCTIONS: readonly [name: string, hint: string][] = [
  ['has(', 'has(x)'],
  ['coalesce(', 'coalesce(x, y, …)'],
  ['contains(', 'text.contains(part)'],
  ['startsWith(', 'text.startsWith(part)'],
  ['endsWith(', 'text.endsWith(part)'],
  ['lower(', 'lower(text)'],
  ['upper(', 'upper(text)'],
  ['trim(', 'trim(text)'],
  ['size(', 'size(text)'],
  ['abs(', 'abs(number)'],
  ['floor(', 'floor(number)'],
  ['ceil(', 'ceil(number)'],
  ['round(', 'round(number, places)'],
  ['year(', 'year(date)'],
  ['month(', 'month(date)'],
  ['day(', 'day(date)'],
  ['dateOf(', 'dateOf(dateTime)'],
  ['days(', 'days(n)'],
  ['hours(', 'hours(n)'],
  ['minutes(', 'minutes(n)'],
  ['date(', 'date("2026-01-31")'],
  ['timestamp(', 'timestamp("2026-01-31T12:00:00Z")'],
  ['today()', 'today()'],
  ['now()', 'now()'],
  ['user.id', 'user.id'],
  ['user.email', 'user.email'],
];

const MOST = 8;

/** The path that ends at the caret, such as `account.na`; empty where none does. */
export function wordBefore(text: string, caret: number): string {
  const before = text.slice(0, caret);
  // Inside quotes, words are only words.
  const quotes = before.replace(/\\./g, '').match(/"/g)?.length ?? 0;
  if (quotes % 2 === 1) {
    return '';
  }
  return /[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]*)*$/.exec(before)?.[0] ?? '';
}

export function suggest(
  model: TenantModel,
  object: ObjectDefinition,
  word: string,
  locale: string,
): Suggestion[] {
  if (word === '') {
    return [];
  }
  const dot = word.lastIndexOf('.');
  const prefix = word.slice(dot + 1).toLowerCase();
  const path = word.slice(0, Math.max(0, dot));
  const owner = path === '' || path === 'old' ? object : reach(model, object, path);
  const fields = [...(owner?.fields ?? []), ...(owner ? SYSTEM_FIELDS : [])]
    .filter(
      (field) =>
        field.name.toLowerCase().startsWith(prefix) ||
        labelOf(field, locale).toLowerCase().startsWith(prefix),
    )
    .map((field) => ({ text: field.name, hint: labelOf(field, locale) }));
  const functions = FUNCTIONS.filter(
    ([name]) =>
      name.toLowerCase().startsWith(prefix) && (dot < 0 || !/^(user|today|now)/.test(name)),
  ).map(([text, hint]) => ({ text, hint }));
  return [...fields, ...functions]
    .filter(({ text }) => text.toLowerCase() !== prefix)
    .slice(0, MOST);
}

function reach(model: TenantModel, object: ObjectDefinition, path: string) {
  const found = model.resolve(object, path.replace(/^old\./, ''));
  return found && model.target(found.field);
}

/** The text with the word before the caret replaced, and where the caret is then. */
export function complete(
  text: string,
  caret: number,
  word: string,
  chosen: string,
): { text: string; caret: number } {
  const from = caret - (word.length - (word.lastIndexOf('.') + 1));
  return {
    text: text.slice(0, from) + chosen + text.slice(caret),
    caret: from + chosen.length,
  };
}
