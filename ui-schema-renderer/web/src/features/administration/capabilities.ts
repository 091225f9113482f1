import type { Capabilities } from '@/api/plugins';

/** One thing that a plugin may do. */
export type Grant =
  | { kind: 'records'; object: string; operations: readonly string[] }
  | { kind: 'http' | 'secrets' | 'events' | 'files'; what: string }
  | { kind: 'email' | 'runAs' };

const LISTS = ['http', 'secrets', 'events', 'files'] as const;

/** What capabilities come to, one thing at a time; what is malformed is left to the server. */
export function grantsOf(capabilities: Capabilities): Grant[] {
  const list = (value: unknown) =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  const records = Object.entries(capabilities.records ?? {}).map(([object, operations]): Grant => ({
    kind: 'records',
    object,
    operations: list(operations),
  }));
  const others = LISTS.flatMap((kind) =>
    list(capabilities[kind]).map((what): Grant => ({ kind, what })),
  );
  return [
    ...records,
    ...others,
    ...(capabilities.email === true ? [{ kind: 'email' } as const] : []),
    ...(capabilities.runAs === 'plugin' ? [{ kind: 'runAs' } as const] : []),
  ];
}

/** What the new version asks for that the old one was not granted. */
export function added(before: Capabilities, after: Capabilities): Grant[] {
  const old = new Set(grantsOf(before).map((grant) => JSON.stringify(grant)));
  return grantsOf(after).filter((grant) => !old.has(JSON.stringify(grant)));
}
