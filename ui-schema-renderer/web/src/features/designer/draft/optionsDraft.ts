import type {
  InvariantDefinition,
  ObjectDefinition,
  ObjectOptions,
  TransitionDefinition,
  TransitionEnd,
  Translations,
} from '@/schema/metadata';
import { suggestName } from '@/schema/names';
import { nextKey } from './fieldDraft';
import { withoutNulls } from './validationDraft';

/** What an object demands of its records, as somebody is editing it. */

export interface TogetherDraft {
  key: string;
  fields: readonly string[];
  when: string;
  code: string;
}

export interface TransitionDraft {
  key: string;
  /** Ends as JSON, so that they can be told apart; none for what a record begins with. */
  from: readonly string[];
  to: readonly string[];
  when: string;
  require: readonly string[];
  roles: readonly string[];
  code: string;
}

export interface CounterDraft {
  key: string;
  field: string;
  scope: readonly string[];
  when: string;
}

export interface InvariantDraft {
  key: string;
  name: string;
  expression: string;
  message: string;
  code: string;
  translations: Translations | undefined;
}

export interface OptionsDraft {
  together: TogetherDraft[];
  appendOnly: boolean;
  immutable: { when: string; free: readonly string[]; code: string };
  /** The field whose values change on certain ways alone; empty for none. */
  transitionField: string;
  transitions: TransitionDraft[];
  acyclic: readonly string[];
  counters: CounterDraft[];
  invariants: InvariantDraft[];
  retention: string;
}

export const ANY: TransitionEnd = '*';

export const endKey = (end: TransitionEnd): string => JSON.stringify(end);

const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

export const newTogether = (): TogetherDraft => ({
  key: nextKey(),
  fields: [],
  when: '',
  code: '',
});

export const newTransition = (): TransitionDraft => ({
  key: nextKey(),
  from: [],
  to: [],
  when: '',
  require: [],
  roles: [],
  code: '',
});

export const newCounter = (field: string): CounterDraft => ({
  key: nextKey(),
  field,
  scope: [],
  when: '',
});

export const newInvariant = (): InvariantDraft => ({
  key: nextKey(),
  name: '',
  expression: '',
  message: '',
  code: '',
  translations: undefined,
});

export function fromOptions(object: ObjectOptions): OptionsDraft {
  const immutable = object.immutableWhen;
  return {
    together: (object.uniqueTogether ?? []).map((one) => ({
      ...newTogether(),
      ...(Array.isArray(one) ? { fields: one } : one),
    })),
    appendOnly: object.appendOnly ?? false,
    immutable: {
      free: [],
      code: '',
      ...(typeof immutable === 'string' ? { when: immutable } : { when: '', ...immutable }),
    },
    transitionField: object.transitions?.field ?? '',
    transitions: (object.transitions?.allow ?? []).map((one) => ({
      ...newTransition(),
      ...one,
      from: listOf(one.from).map(endKey),
      to: listOf(one.to).map(endKey),
    })),
    acyclic: listOf(object.acyclic),
    counters: (object.counters ?? []).map((one) => ({ ...newCounter(one.field), ...one })),
    invariants: (object.invariants ?? []).map((one) => ({
      ...newInvariant(),
      ...one,
      translations: one.translations,
    })),
    retention: object.retention?.deleted ?? '',
  };
}

const textOrNull = (text: string) => text.trim() || null;
const listOrNull = <T>(list: readonly T[]) => (list.length > 0 ? list : null);

function ends(keys: readonly string[]): TransitionEnd | TransitionEnd[] | null {
  const read = keys.map((key) => JSON.parse(key) as TransitionEnd);
  const [first] = read;
  return first === undefined ? null : read.length === 1 ? first : read;
}

function togetherBody({ fields, when, code }: TogetherDraft) {
  return when.trim() || code.trim()
    ? withoutNulls({ fields, when: textOrNull(when), code: textOrNull(code) })
    : fields;
}

function immutableBody({ when, free, code }: OptionsDraft['immutable']) {
  const isPlain = free.length === 0 && !code.trim();
  return !when.trim()
    ? null
    : isPlain
      ? when.trim()
      : { when: when.trim(), free: listOrNull(free), code: textOrNull(code) };
}

function transitionBody(draft: TransitionDraft): TransitionDefinition {
  const { from, to, when, require, roles, code } = draft;
  return withoutNulls({
    from: ends(from),
    to: ends(to),
    when: textOrNull(when),
    require: listOrNull(require),
    roles: listOrNull(roles),
    code: textOrNull(code),
  }) as TransitionDefinition;
}

/** Names of invariants are seen by nobody, so they are made from the message. */
function invariantBody(draft: InvariantDraft, taken: readonly string[]): InvariantDefinition {
  const { name, expression, message, code, translations } = draft;
  return withoutNulls({
    name: name || suggestName(message, taken) || suggestName('invariant', taken),
    expression: expression.trim(),
    message: message.trim(),
    code: textOrNull(code),
    translations: translations ?? null,
  }) as InvariantDefinition;
}

/** What is sent: every option, and null for those that are not set. */
export function optionsBody(draft: OptionsDraft): Record<string, unknown> {
  const names = draft.invariants.map((one) => one.name).filter(Boolean);
  const invariants: InvariantDefinition[] = [];
  for (const one of draft.invariants) {
    invariants.push(invariantBody(one, [...names, ...invariants.map((other) => other.name)]));
  }
  const [acyclic, further] = draft.acyclic;
  return {
    uniqueTogether: listOrNull(draft.together.map(togetherBody)),
    appendOnly: draft.appendOnly || null,
    immutableWhen: immutableBody(draft.immutable),
    transitions: draft.transitionField
      ? { field: draft.transitionField, allow: draft.transitions.map(transitionBody) }
      : null,
    acyclic: further === undefined ? (acyclic ?? null) : draft.acyclic,
    counters: listOrNull(
      draft.counters.map(({ field, scope, when }) =>
        withoutNulls({ field, scope: listOrNull(scope), when: textOrNull(when) }),
      ),
    ),
    invariants: listOrNull(invariants),
    retention: draft.retention ? { deleted: draft.retention } : null,
  };
}

/** Only what is different from what is stored. */
export function optionsPatch(object: ObjectDefinition, draft: OptionsDraft) {
  const before = optionsBody(fromOptions(object));
  return Object.fromEntries(
    Object.entries(optionsBody(draft)).filter(
      ([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value),
    ),
  );
}

/** Where the editor can show an error. */
export function optionsPlaces(draft: OptionsDraft): string[] {
  const each = (list: readonly unknown[], at: string, names: readonly string[]) =>
    list.flatMap((_, i) => [`${at}/${i}`, ...names.map((name) => `${at}/${i}/${name}`)]);
  return [
    '/appendOnly', '/acyclic', '/retention', '/transitions/field', '/transitions',
    '/immutableWhen', '/immutableWhen/when', '/immutableWhen/free', '/immutableWhen/code',
    ...each(draft.together, '/uniqueTogether', ['when', 'code']),
    ...each(draft.transitions, '/transitions/allow', ['from', 'to', 'when', 'require', 'roles', 'code']),
    ...each(draft.counters, '/counters', ['field', 'scope', 'when']),
    ...each(draft.invariants, '/invariants', ['expression', 'message', 'code']),
  ]; // prettier-ignore
}

/** How many options are set. */
export function countOptions(object: ObjectOptions): number {
  return (
    (object.uniqueTogether?.length ?? 0) +
    (object.counters?.length ?? 0) +
    (object.invariants?.length ?? 0) +
    [
      object.appendOnly,
      object.immutableWhen,
      object.transitions,
      object.acyclic,
      object.retention,
    ].filter(Boolean).length
  );
}

const PERIOD = /^P(\d+)([DWMY])$/;

/** A period as a number and its unit; null where it is written in another way. */
export function periodOf(text: string): { count: string; unit: string } | null {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  return count && unit ? { count, unit } : null;
}
