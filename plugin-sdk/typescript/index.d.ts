/** The id of a record. */
export type Id = string;

/** A day, such as `2026-01-31`. */
export type DateText = string;

/** A moment in UTC, such as `2026-01-31T12:00:00Z`. */
export type DateTimeText = string;

/**
 * An exact decimal number. Decimal fields arrive as Decimals and are written back as Decimals, texts or numbers.
 * Immutable. Operators (`+`, `>`, `==`) throw, because they would round.
 */
export interface Decimal {
  plus(other: DecimalValue): Decimal;
  minus(other: DecimalValue): Decimal;
  times(other: DecimalValue): Decimal;
  /** Rounded half away from zero to so many places, 20 unless said. Throws on division by zero. */
  dividedBy(other: DecimalValue, places?: number): Decimal;
  /** Rounded half away from zero. */
  round(places?: number): Decimal;
  negated(): Decimal;
  abs(): Decimal;
  isZero(): boolean;
  isNegative(): boolean;
  /** -1, 0 or 1. */
  compare(other: DecimalValue): -1 | 0 | 1;
  equals(other: DecimalValue): boolean;
  /** In digits without trailing zeros, never with an exponent. */
  toString(): string;
  /** Rounded to, and written with, exactly so many places. */
  toFixed(places?: number): string;
  /** The nearest binary number: for charts, never for money. */
  toNumber(): number;
  toJSON(): { $decimal: string };
}

/** What counts as a decimal. A text such as `"12.50"` is exact; a number is taken as it is written. */
export type DecimalValue = Decimal | string | number;

/** A value of a field. */
export type Value = string | number | boolean | Decimal | null;

/** A record, by the names of its fields. */
export type Values = Record<string, unknown>;

/** The fields that every record has. */
export interface StoredRecord {
  readonly id: Id;
  readonly version: number;
  readonly createdAt: DateTimeText;
  readonly createdBy: Id;
  readonly updatedAt: DateTimeText;
  readonly updatedBy: Id;
  readonly owner: Id | null;
}

/** Who caused the call. */
export interface User {
  readonly id: Id;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
}

/** What every handler is told. */
export interface Context {
  readonly user: User;
  readonly tenant: { readonly slug: string; readonly currency: string; readonly timeZone: string };
  readonly locale: string;
}

/**
 * What a hook is told. Changes to `record` are stored, if the handler returns without throwing.
 *
 * @typeParam R the object's fields
 */
export interface HookContext<R extends object = Values> extends Context {
  readonly moment: "beforeCreate" | "beforeUpdate" | "beforeDelete" | "beforeCommit";
  readonly object: string;
  /** The record as it will be stored. A reference is the id of what it points at. */
  record: Partial<R> & { id?: Id };
  /** The record as it was; null when it is being created. */
  readonly old: Readonly<Partial<R> & StoredRecord> | null;
  /** The fields that this write gives another value. */
  readonly changed: readonly (keyof R & string)[];
}

/** What a subscription is told. The same event can come more than once; its id tells. */
export interface EventContext<D = unknown> extends Context {
  readonly event: { readonly id: Id; readonly name: string; readonly data: D; readonly at: DateTimeText };
}

/** What an endpoint is told. */
export interface RequestContext<B = unknown> extends Context {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
    readonly body: B;
  };
}

/** What an endpoint answers; anything else is taken as the body of a 200. */
export interface Response {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What an action of a rule, or a job, is told. */
export interface InputContext<I = Values> extends Context {
  readonly input: I;
}

/** Takes part in a write; throwing, or `host.fail`, ends it. */
export type Hook<R extends object = Values> = (context: HookContext<R>, host: Host) => void | Promise<void>;

/** Learns of an event after it was committed. */
export type Subscription<D = unknown> = (context: EventContext<D>, host: Host) => void | Promise<void>;

/** Answers a request. */
export type Endpoint<B = unknown> = (context: RequestContext<B>, host: Host) => unknown;

/** Is called by rules, or runs as a job. */
export type Action<I = Values> = (context: InputContext<I>, host: Host) => unknown;

/** A question for records. Filters are expressions, as everywhere in the platform. */
export interface Query {
  filter?: string;
  /** Fields, `-` before one for descending. */
  sort?: string;
  fields?: readonly string[];
  /** 1 to 500; 50 unless said. */
  limit?: number;
  cursor?: string;
}

/** A page of records. */
export interface Page<R> {
  readonly data: R[];
  readonly page: { readonly next: string | null };
}

/** An error from a host function, with a stable code such as `not_found` or `capability_missing`. */
export interface HostError extends Error {
  readonly name: "HostError";
  readonly code: string;
  readonly field?: string;
}

/** Records, with the rights of the calling user unless the manifest says `"runAs": "plugin"`. */
export interface Records {
  get<R = Values>(object: string, id: Id, options?: { fields?: readonly string[] }): R & StoredRecord;
  query<R = Values>(object: string, query?: Query): Page<R & StoredRecord>;
  create<R = Values>(object: string, values: Values): R & StoredRecord;
  update<R = Values>(object: string, id: Id, values: Values, options?: { version?: number }): R & StoredRecord;
  /** Creates, or changes the record that has this value in a unique field. */
  upsert<R = Values>(object: string, field: string, value: Value, values: Values): R & StoredRecord;
  delete(object: string, id: Id): void;
  aggregate(
    object: string,
    query: {
      filter?: string;
      groupBy?: readonly unknown[];
      measures: Record<string, string>;
      having?: string;
      sort?: string;
      limit?: number;
    },
  ): Values[];
}

/**
 * What a handler may do. All functions answer at once (`await` does no harm); what they were not granted in the
 * manifest's capabilities they refuse with a `HostError` of code `capability_missing`.
 */
export interface Host {
  readonly records: Records;
  readonly events: { emit(event: string, data: unknown): void };
  readonly http: {
    fetch(
      url: string,
      request?: { method?: string; headers?: Record<string, string>; body?: string },
    ): { status: number; headers: Record<string, string>; body: string };
  };
  readonly secrets: { get(name: string): string | null };
  readonly email: { send(message: { to: readonly string[]; subject: string; text: string }): void };
  readonly files: {
    read(id: Id): { name: string; contentType: string; text?: string; base64?: string };
    write(file: { name: string; contentType: string; text?: string; base64?: string }): { id: Id };
  };
  readonly jobs: { enqueue(job: string, input?: unknown, options?: { delaySeconds?: number }): { id: Id } };
  readonly cache: {
    get<T = unknown>(key: string): T | null;
    set(key: string, value: unknown, seconds: number): void;
  };
  /** Waits for a lock of this plugin in this tenant, and holds it to the end of the transaction. */
  lock(name: string): void;
  /** At most 20 lines of 2 KiB in one call; they are kept also when the call fails. */
  readonly log: {
    debug(...values: unknown[]): void;
    info(...values: unknown[]): void;
    warn(...values: unknown[]): void;
    error(...values: unknown[]): void;
  };
  /** What the administrator entered, after the manifest's `settings`. Frozen. */
  readonly settings: Readonly<Record<string, unknown>>;
  decimal(value: DecimalValue): Decimal;
  /** Ends the call, and the write it belongs to, with a 422 that carries the code and points at the field. */
  fail(message: string, details?: { code?: string; field?: string }): never;
}
