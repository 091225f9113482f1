import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import {
  sameValue,
  valuesOf,
  type FieldValue,
  type RawRecord,
  type Values,
} from '@/schema/records';

/** A field that two people changed at the same time, to different values. */
export interface Clash {
  name: string;
  mine: FieldValue;
  theirs: FieldValue;
}

export interface Conflict {
  /** The record as the other person left it. */
  fresh: RawRecord;
  clashes: Clash[];
}

/** Where one's own changes meet those that somebody else has saved since. */
export function findClashes(
  model: TenantModel,
  object: ObjectDefinition,
  base: Values,
  changes: Values,
  fresh: RawRecord,
): Clash[] {
  const now = valuesOf(model, object, fresh);
  return Object.entries(changes).flatMap(([name, mine]) => {
    const theirs = now[name] ?? null;
    const isTheirChange = !sameValue(base[name], theirs);
    return isTheirChange && !sameValue(mine, theirs) ? [{ name, mine, theirs }] : [];
  });
}

/** One's own changes without those that are given up. */
export function without(changes: Values, given: readonly string[]): Values {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !given.includes(name)));
}
