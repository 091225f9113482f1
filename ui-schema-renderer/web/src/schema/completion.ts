import { labelOf, pluralOf } from './labels';
import type { ObjectDefinition } from './metadata';
import { SYSTEM_FIELDS, type TenantModel } from './model';

/** What can stand at a place of an expression that somebody is writing. */
export interface Suggestion {
  /** What is put in. */
  text: string;
  /** What it is called, or does. */
  hint: string;
}

/** Every function with its arguments; what is put in ends with the bracket. */
const USAGES = [
  'has(x)',
  'coalesce(x, y, …)',
  'least(x, y, …)',
  'greatest(x, y, …)',
  'text(x)',
  'number(text)',
  'size(text)',
  'contains(text, part)',
  'startsWith(text, part)',
  'endsWith(text, part)',
  'equalsIgnoreCase(text, other)',
  'containsIgnoreCase(text, part)',
  'startsWithIgnoreCase(text, part)',
  'endsWithIgnoreCase(text, part)',
  'matches(text, "pattern")',
  'lower(text)',
  'upper(text)',
  'trim(text)',
  'replace(text, part, other)',
  'substring(text, from, to)',
  'indexOf(text, part)',
  'split(text, separator)',
  'padLeft(text, length, fill)',
  'padRight(text, length, fill)',
  'abs(number)',
  'sign(number)',
  'floor(number)',
  'ceil(number)',
  'round(number, places)',
  'roundHalfEven(number, places)',
  'roundUp(number, places)',
  'roundDown(number, places)',
  'mod(number, divisor)',
  'power(number, exponent)',
  'year(date)',
  'quarter(date)',
  'month(date)',
  'week(date)',
  'day(date)',
  'dayOfWeek(date)',
  'dayOfYear(date)',
  'hour(moment)',
  'minute(moment)',
  'dateOf(moment)',
  'timeOf(moment)',
  'addMonths(date, n)',
  'addYears(date, n)',
  'startOfWeek(date)',
  'startOfMonth(date)',
  'startOfQuarter(date)',
  'startOfYear(date)',
  'endOfWeek(date)',
  'endOfMonth(date)',
  'endOfQuarter(date)',
  'endOfYear(date)',
  'daysBetween(from, to)',
  'weeks(n)',
  'days(n)',
  'hours(n)',
  'minutes(n)',
  'isEmpty(list)',
  'first(list)',
  'last(list)',
  'join(list, separator)',
  'exists(references, name, condition)',
  'point(lat, lng)',
  'distance(place, lat, lng)',
  'date("2026-01-31")',
  'time("09:30")',
  'timestamp("2026-01-31T12:00:00Z")',
];

const FUNCTIONS: readonly [name: string, hint: string][] = [
  ...USAGES.map((usage): [string, string] => [usage.slice(0, usage.indexOf('(') + 1), usage]),
  ['today()', 'today()'],
  ['now()', 'now()'],
  ['user.id', 'user.id'],
  ['user.email', 'user.email'],
  ['user.roles', 'user.roles'],
  ['user.groups', 'user.groups'],
  ['user.reports', 'user.reports'],
  ['user.attributes.', 'user.attributes.name'],
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

/**
 * The object whose records a figure is about in which the caret is: `sum(line.entry, am` is about
 * lines.
 */
export function childrenAt(
  model: TenantModel,
  object: ObjectDefinition,
  before: string,
): ObjectDefinition | undefined {
  const [, name, reference] = /\w+\(\s*(\w+)\.(\w+)\s*,[^()]*$/.exec(before) ?? [];
  return model
    .referencesTo(object.name)
    .find((found) => found.object.name === name && found.field.name === reference)?.object;
}

/** The references that lead to an object, as figures over the records that have them begin. */
function referencing(model: TenantModel, object: ObjectDefinition, word: string, locale: string) {
  return model
    .referencesTo(object.name)
    .map((found) => ({
      text: `${found.object.name}.${found.field.name}`,
      hint: pluralOf(found.object, locale),
    }))
    .filter(
      ({ text, hint }) =>
        text.toLowerCase().startsWith(word.toLowerCase()) ||
        hint.toLowerCase().startsWith(word.toLowerCase()),
    );
}

/** What invariants have beside the functions of all expressions. */
const FIGURES: readonly [name: string, hint: string][] = [
  ['count(', 'count(object.reference, condition)'],
  ['sum(', 'sum(object.reference, x, condition)'],
  ['avg(', 'avg(object.reference, x, condition)'],
  ['min(', 'min(object.reference, x, condition)'],
  ['max(', 'max(object.reference, x, condition)'],
];

/**
 * What can stand there in an invariant, which may look at the records that reference one.
 *
 * @param before the text before the caret
 */
export function suggestOverChildren(
  model: TenantModel,
  object: ObjectDefinition,
  word: string,
  before: string,
  locale: string,
): Suggestion[] {
  if (word === '') {
    return [];
  }
  const children = childrenAt(model, object, before);
  if (children) {
    return suggest(model, children, word, locale);
  }
  const figures = FIGURES.filter(([name]) => name.startsWith(word.toLowerCase()));
  return [
    ...figures.map(([text, hint]) => ({ text, hint })),
    ...referencing(model, object, word, locale).filter(({ text }) => text !== word),
    ...suggest(model, object, word, locale),
  ].slice(0, MOST);
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
  // What is chosen may hold the whole path.
  const path = chosen.includes('.') && !chosen.startsWith('user.') ? 0 : word.lastIndexOf('.') + 1;
  const from = caret - (word.length - path);
  return {
    text: text.slice(0, from) + chosen + text.slice(caret),
    caret: from + chosen.length,
  };
}
