import type { Decimal, DecimalValue, Host, HookContext, Values } from "./index.js";

/** Registers a test; `armature-plugin test` runs it. */
export function test(name: string, body: () => void | Promise<void>): void;

/** What a test claims. */
export const assert: {
  equal(actual: unknown, expected: unknown, message?: string): void;
  deepEqual(actual: unknown, expected: unknown, message?: string): void;
  ok(value: unknown, message?: string): void;
  throws(action: () => unknown, expected: RegExp | { code?: string; field?: string; message?: string }): void;
  rejects(action: () => Promise<unknown>, expected: RegExp | { code?: string; field?: string }): Promise<void>;
};

/** The same decimals that production has. */
export function decimal(value: DecimalValue): Decimal;

/**
 * A host whose records are those given, by object and then by id. `query` answers all records of the object that
 * `matches` says yes to (all, without it); what is created or changed can be seen in `stored`.
 */
export function fakeHost(options?: {
  records?: Record<string, Record<string, Values>>;
  settings?: Record<string, unknown>;
  matches?: (object: string, filter: string | undefined, record: Values) => boolean;
}): Host & { readonly stored: Record<string, Record<string, Values>>; readonly calls: string[] };

/** A context for a hook; `changed` is what differs between `old` and `record`. */
export function hookContext<R extends object>(
  record: Partial<R>,
  old?: Partial<R> | null,
  more?: Partial<HookContext<R>>,
): HookContext<R>;
