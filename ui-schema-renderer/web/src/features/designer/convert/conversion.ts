import type { Refusal } from '@/api/types';
import type { FieldDefinition, FieldTypeName } from '@/schema/metadata';
import { fieldBody, fromField, newOption, type FieldDraft } from '../draft/fieldDraft';
import type { Rejection } from '../draft/errors';
import type { Options } from '../draft/typeOptions';

/** Making a field one of another type or with other options, together with its values. */

/** The types that fields become, and that become others. */
const TARGETS: readonly FieldTypeName[] = [
  'text', 'longText', 'email', 'phone', 'url', 'color', 'integer', 'decimal', 'percent', 'rating', 'money',
  'boolean', 'date', 'dateTime', 'time', 'duration', 'select', 'multiSelect',
]; // prettier-ignore

const FURTHER_SOURCES: readonly FieldTypeName[] = ['autoNumber', 'user', 'reference'];

/** What a field of a type can be made into, itself first; empty if nothing. */
export function targetsOf(type: FieldTypeName): readonly FieldTypeName[] {
  return TARGETS.includes(type)
    ? [type, ...TARGETS.filter((other) => other !== type)]
    : FURTHER_SOURCES.includes(type)
      ? [type, ...TARGETS]
      : [];
}

/** The draft of a field with another type; what both types know of is kept. */
export function retyped(draft: FieldDraft, type: FieldTypeName): FieldDraft {
  const takesOptions = type === 'select' || type === 'multiSelect';
  return {
    ...draft,
    type,
    ...(takesOptions && draft.options.length === 0 && { options: [newOption([])] }),
  };
}

export type Replacements = Readonly<Record<string, string>>;

/** What is sent to convert a field: what it becomes, and null for what it loses. */
export function conversionBody(
  stored: FieldDefinition,
  draft: FieldDraft,
  replacements: Replacements,
  more: { dryRun: boolean; acceptLoss: boolean },
): Options {
  const next = fieldBody(draft);
  delete next['name'];
  const lost = Object.keys(fieldBody(fromField(stored)))
    .filter((key) => key !== 'name' && !(key in next))
    .map((key): [string, null] => [key, null]);
  const replace = Object.fromEntries(Object.entries(replacements).filter(([, to]) => to !== ''));
  return { ...next, ...Object.fromEntries(lost), replace, ...more };
}

/** A value that does not convert, with how many records have it. */
export interface LostValue {
  value: string;
  count: number;
  reason: string;
  /** Whether it is whole: a long one is told in part, and cannot be replaced. */
  isWhole: boolean;
}

const UUID_LENGTH = 36;

/** The values that were refused, those of most records first. */
export function lostValues(refusals: readonly Refusal[]): LostValue[] {
  const found = new Map<string, LostValue>();
  for (const { source, errors } of refusals) {
    // A record's id stands before its value.
    const value = source.slice(UUID_LENGTH + 1);
    const before = found.get(value);
    found.set(value, {
      value,
      count: (before?.count ?? 0) + 1,
      reason: before?.reason ?? errors[0]?.message ?? '',
      isWhole: !value.endsWith('…'),
    });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** Whether a change was refused for values that records hold, so that converting them would help. */
export function isNarrowed(rejection: Rejection | null): boolean {
  return (
    rejection?.problem.errors.some(
      ({ code, pointer }) => code === 'records_do_not_fit' && pointer !== '/required',
    ) ?? false
  );
}
