import type { Me } from '@/api/types';
import type { Environment } from '@/expression/arguments';
import { evaluate, type Scope } from '@/expression/evaluate';
import { formulaValue } from '@/expression/record';
import { Moment } from '@/expression/time';
import { NotUnderstood } from '@/expression/tokens';
import { decode, encode, holdsList, Id, type Value } from '@/expression/values';
import { translated } from '@/schema/labels';
import { READ_ONLY_TYPES, type FieldDefinition, type ObjectDefinition } from '@/schema/metadata';
import { SYSTEM_FIELDS, type TenantModel } from '@/schema/model';
import {
  isReference,
  isReferences,
  type FieldValue,
  type RawRecord,
  type Values,
} from '@/schema/records';

/**
 * What a form can say of its record before the server does: values of formulas, and validations
 * that are not met. Whatever cannot be told here, such as a field of another record, is left to the
 * server, and so is the last word.
 */
export function liveEnvironment(me: Me): Environment {
  return {
    now: new Moment(BigInt(Date.now()) * 1000n),
    zone: me.tenant.timeZone,
    user: {
      id: new Id(me.user.id),
      email: me.user.email,
      name: me.user.name,
      roles: me.roles,
      groups: me.groups,
    },
    attributes: me.user.attributes,
    tenant: { slug: me.tenant.slug, currency: me.tenant.currency },
  };
}

const JSON_TYPES = ['money', 'geoPoint', 'address', 'json', 'file', 'files', 'image'];

/** A value as the API gives it; a text that was emptied is saved as no value. */
function plain(field: FieldDefinition, value: FieldValue | undefined): unknown {
  if (value === '') {
    return null;
  }
  if (isReference(value)) {
    return value.id;
  }
  if (isReferences(value)) {
    return value.map(({ id }) => id);
  }
  return typeof value === 'string' && JSON_TYPES.includes(field.type) ? JSON.parse(value) : value;
}

function stored(field: FieldDefinition, value: FieldValue | undefined): Value | undefined {
  try {
    return decode(field.type, plain(field, value));
  } catch (error) {
    // What is being typed may not be a value yet.
    if (error instanceof NotUnderstood || error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** What a scope has beyond the values that are edited: what is there as it was read. */
interface AsRead {
  model: TenantModel;
  /** Null for a record that does not exist yet. */
  record: RawRecord | null;
}

function scopeOf(
  object: ObjectDefinition,
  values: Values,
  environment: Environment,
  asRead?: AsRead,
): Scope {
  const fieldNamed = (name: string | undefined) =>
    object.fields.find((field) => field.name === name);
  // Formulas may use formulas. The server refuses circles, so there is an end.
  const scope: Scope = {
    linked: () => undefined,
    isList: ([name, ...further]) => holdsList(fieldNamed(name)?.type, further),
    read([name, ...further]) {
      const field = fieldNamed(name);
      if (!field || further.length > 0) {
        return further.length === 0 && asRead ? systemValue(name, asRead) : undefined;
      }
      if (field.type === 'formula') {
        return formulaValue(field.expression ?? '', field.returns, scope, environment);
      }
      if (asRead) {
        return stored(asRead.model.shown(object, field), values[field.name]);
      }
      // Counters, lookups and rollups come from other records, which may have changed meanwhile.
      return READ_ONLY_TYPES.includes(field.type) ? undefined : stored(field, values[field.name]);
    },
  };
  return scope;
}

function systemValue(name: string | undefined, { record }: AsRead): Value | undefined {
  const field = SYSTEM_FIELDS.find((one) => one.name === name);
  return field && stored(field, (record?.[field.name] as FieldValue | undefined) ?? null);
}

/**
 * Tells on which conditions parts of a form are shown, now that it holds these values. What cannot
 * be told here is shown: nobody is kept from a field by what the browser does not know.
 */
export function visibility(
  object: ObjectDefinition,
  values: Values,
  environment: Environment,
  asRead: AsRead,
): (condition: unknown) => boolean {
  const scope = scopeOf(object, values, environment, asRead);
  return (condition) => {
    const value =
      typeof condition === 'string' ? evaluate(condition, scope, environment) : undefined;
    return value === undefined || value === true;
  };
}

/** The values of the formulas that can be told here. */
export function liveFormulas(
  object: ObjectDefinition,
  values: Values,
  environment: Environment,
): Values {
  const scope = scopeOf(object, values, environment);
  const found: Values = {};
  for (const field of object.fields.filter(({ type }) => type === 'formula')) {
    const value = scope.read([field.name]);
    if (value !== undefined) {
      found[field.name] = encode(value) as FieldValue;
    }
  }
  return found;
}

/** The messages of validations that are not met, at the fields they are about. */
export function liveRefusals(
  object: ObjectDefinition,
  values: Values,
  environment: Environment,
  locale: string,
): Record<string, string> {
  const scope = scopeOf(object, values, environment);
  const found: Record<string, string> = {};
  for (const validation of object.validations) {
    const holds = evaluate(validation.expression, scope, environment);
    if (validation.field && holds !== undefined && holds !== true) {
      found[validation.field] ??= translated(validation, locale, 'message', validation.message);
    }
  }
  return found;
}
