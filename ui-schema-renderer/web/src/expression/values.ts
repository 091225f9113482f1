import { Exact, number, written } from './numbers';
import { Clock, Day, Moment, Span } from './time';
import { NotUnderstood } from './tokens';

/** The id of a record or a user. */
export class Id {
  readonly text: string;

  constructor(text: string) {
    this.text = text.toLowerCase();
  }
}

/** A value of several parts, which are read by their names; a part that is missing is null. */
export class Composite {
  readonly parts: Readonly<Record<string, Value>>;

  constructor(parts: Record<string, Value>) {
    this.parts = parts;
  }
}

/** JSON of the tenant's making, or a secret: expressions only look whether it is there. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** What an expression gives; of conditions, null is "unknown". */
export type Value =
  null | boolean | string | Exact | Day | Clock | Moment | Span | Id | Composite | Json | Value[];

/** Whether values of a type, or of a part of it, are lists. */
export function holdsList(
  type: string | undefined,
  [part, ...further]: readonly string[],
): boolean {
  return part === undefined
    ? type === 'multiSelect' || type === 'references' || type === 'files'
    : type === 'address' && part === 'lines' && further.length === 0;
}

/** A value of a type, from JSON whose numbers are strings. */
export function decode(type: string, json: unknown): Value {
  if (json == null) {
    return null;
  }
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'percent':
    case 'rating':
      return exact(json);
    case 'boolean':
      return json === true;
    case 'date':
      return expect(Day.parse(String(json)));
    case 'time':
      return expect(Clock.parse(String(json)));
    case 'dateTime':
      return expect(Moment.parse(String(json)));
    case 'duration':
      return expect(Span.parse(String(json)));
    case 'reference':
    case 'user':
      return new Id(String(json));
    case 'references':
      return Array.isArray(json) ? json.map((id) => new Id(String(id))) : fail();
    case 'multiSelect':
      return texts(json);
    case 'money':
      return money(json);
    case 'geoPoint':
      return place(json);
    case 'address':
      return address(json);
    case 'file':
    case 'image':
      return file(json);
    case 'files':
      return Array.isArray(json) ? json.map(file) : fail();
    case 'json':
      return new Json(json);
    case 'secret':
      return new Json({ set: true });
    default:
      return typeof json === 'string' ? json : fail();
  }
}

type Parts = Record<string, unknown>;

function money(json: unknown): Value {
  const { amount, currency } = json as Parts;
  return amount == null || typeof currency !== 'string'
    ? null
    : new Composite({ amount: exact(amount), currency });
}

function place(json: unknown): Value {
  const { lat, lng } = json as Parts;
  return expect(placeAt(exact(lat), exact(lng)));
}

/** The place of these degrees; null when there is none. */
export function placeAt(lat: Exact, lng: Exact): Composite | null {
  return lat.abs().lte('90') && lng.abs().lte('180') ? new Composite({ lat, lng }) : null;
}

function address(json: unknown): Value {
  const { lines, ...written } = json as Parts;
  const part = (name: string) => decode('text', written[name]);
  return new Composite({
    lines: texts(lines),
    city: part('city'),
    region: part('region'),
    postalCode: part('postalCode'),
    country: part('country'),
  });
}

function file(json: unknown): Value {
  const { id, name, mediaType, size, width, height } = json as Parts;
  const text = (part: unknown) => (typeof part === 'string' ? part : fail());
  const pixels = (part: unknown) => (part == null ? null : exact(part));
  return new Composite({
    id: text(id),
    name: text(name),
    size: exact(size),
    width: pixels(width),
    height: pixels(height),
    mediaType: text(mediaType),
  });
}

function texts(json: unknown): Value {
  return Array.isArray(json) ? json.map(String) : null;
}

function exact(json: unknown): Exact {
  const digits = String(json);
  return /^-?\d{1,40}(?:\.\d{1,40})?$/.test(digits) ? number(digits) : fail();
}

function fail(): never {
  throw new NotUnderstood();
}

function expect<T>(value: T | null): T {
  return value ?? fail();
}

/** A value as JSON, numbers as strings. */
export function encode(value: Value): unknown {
  if (Array.isArray(value)) {
    return value.map(encode);
  }
  if (value instanceof Exact) {
    return written(value);
  }
  if (value instanceof Composite) {
    const parts = Object.entries(value.parts).filter(([, part]) => part !== null);
    return Object.fromEntries(parts.map(([name, part]) => [name, encode(part)]));
  }
  if (value instanceof Json) {
    return value.value;
  }
  return value instanceof Id ? value.text : value instanceof Object ? value.toString() : value;
}

/** A quoted text beside a date, a time, a moment, a duration or an id is read as one. */
export function adapt(value: Value, beside: Value): Value {
  if (typeof value !== 'string' || typeof beside === 'string' || beside === null) {
    return value;
  }
  const read =
    beside instanceof Day
      ? Day.parse(value)
      : beside instanceof Clock
        ? Clock.parse(value)
        : beside instanceof Moment
          ? Moment.parse(value)
          : beside instanceof Span
            ? Span.parse(value)
            : beside instanceof Id
              ? new Id(value)
              : null;
  return expect(read);
}

export function equal(left: Value, right: Value): boolean {
  if (left === null || right === null) {
    return left === right;
  }
  if (left instanceof Composite && right instanceof Composite) {
    return Object.entries(left.parts).every(([name, part]) =>
      equalParts(part, right.parts[name] ?? null),
    );
  }
  if (left instanceof Id && right instanceof Id) {
    return left.text === right.text;
  }
  return typeof left === 'boolean' ? left === right : order(left, right) === 0;
}

function equalParts(left: Value, right: Value): boolean {
  return Array.isArray(left) && Array.isArray(right)
    ? left.length === right.length && left.every((value, i) => equal(value, right[i] ?? null))
    : equal(left, right);
}

/** Below zero, zero or above as the left comes before the right; texts by code point. */
export function order(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string') {
    return orderOfTexts(left, right);
  }
  if (left instanceof Exact && right instanceof Exact) {
    return left.cmp(right);
  }
  if (left instanceof Span && right instanceof Span) {
    return left.seconds.cmp(right.seconds);
  }
  if (left instanceof Moment && right instanceof Moment) {
    return left.micros < right.micros ? -1 : left.micros > right.micros ? 1 : 0;
  }
  if (left instanceof Day && right instanceof Day) {
    return left.days - right.days;
  }
  return left instanceof Clock && right instanceof Clock ? left.micros - right.micros : fail();
}

function orderOfTexts(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}
