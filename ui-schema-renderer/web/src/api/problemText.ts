import { labelOf } from '@/schema/labels';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import i18next from 'i18next';
import type { Text } from '@/shared/i18n';
import { memberOf, type InputError, type Problem } from './problem';

/**
 * Problems in the reader's language. The server explains itself in English; what has a code that
 * the application knows is said in other words, and all else as the server put it.
 */

function known(t: Text, key: string, values: object): string | null {
  return i18next.exists(key) ? String(t(key as never, values as never)) : null;
}

export interface ProblemWords {
  title: string;
  detail: string;
}

export function problemText(problem: Problem, t: Text, locale: string): ProblemWords {
  const title = known(t, `problems.${problem.code}.title`, {});
  const detail = known(t, `problems.${problem.code}.detail`, {});
  const own = locale === 'en' || detail === null;
  return {
    title: title ?? (problem.title || t('problems.unknown')),
    detail: own && problem.detail ? problem.detail : (detail ?? problem.detail),
  };
}

/** What is wrong with one part of the input. */
export function errorText(
  error: InputError,
  field: FieldDefinition | undefined,
  t: Text,
  locale: string,
): string {
  const ownWords = error.code === 'pattern_mismatch' && field?.patternMessage !== undefined;
  if (locale === 'en' || ownWords) {
    return error.message;
  }
  const count = error.code === 'too_short' ? (field?.minLength ?? 12) : (field?.maxLength ?? 0);
  const bounds = { minimum: field?.minimum, maximum: field?.maximum };
  const which =
    error.code === 'out_of_range' && bounds.minimum && !bounds.maximum
      ? 'out_of_range_min'
      : error.code === 'out_of_range' && bounds.maximum && !bounds.minimum
        ? 'out_of_range_max'
        : error.code;
  return (
    known(t, `errors.${which}`, {
      count,
      scale: field?.scale ?? 0,
      ...bounds,
      ...error.position,
    }) ?? error.message
  );
}

export interface SortedErrors {
  /** By the name of the field at which they are shown. */
  byField: Record<string, string>;
  /** Those that belong to no field that is shown. */
  general: string[];
}

/** Parts what is wrong with fields from what is wrong with the whole. */
export function sortErrors(
  problem: Problem,
  object: ObjectDefinition,
  shown: readonly string[],
  t: Text,
  locale: string,
): SortedErrors {
  const sorted: SortedErrors = { byField: {}, general: [] };
  for (const error of problem.errors) {
    const name = memberOf(error.pointer);
    const field = object.fields.find((candidate) => candidate.name === name);
    const text = errorText(error, field, t, locale);
    if (name !== null && shown.includes(name)) {
      sorted.byField[name] ??= text;
    } else {
      sorted.general.push(field ? `${labelOf(field, locale)}: ${text}` : text);
    }
  }
  if (problem.errors.length === 0) {
    sorted.general.push(problemText(problem, t, locale).detail);
  }
  return sorted;
}
