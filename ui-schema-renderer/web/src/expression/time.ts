import { type Exact, number, written } from './numbers';

const DAY_MILLIS = 86_400_000;
const DAY_MICROS = 86_400_000_000;
const MICROS = 1_000_000;
const LAST_YEAR = 9999;
const MAX_SPAN_SECONDS = String(36_525 * 86_400);

const pad = (value: number, length: number) => String(value).padStart(length, '0');

/** A time of day, to the microsecond, without the zeros that say nothing. */
function clockText(micros: number): string {
  const seconds = Math.floor(micros / MICROS);
  const rest = micros % MICROS;
  const fraction = rest === 0 ? '' : `.${pad(rest, 6).replace(/0+$/, '')}`;
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => pad(Math.floor(part), 2)).join(':') + fraction;
}

function microsOf(fraction: string | undefined): number {
  return Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
}

/** A date without a zone. */
export class Day {
  /** Since 1970-01-01. */
  readonly days: number;

  constructor(days: number) {
    this.days = days;
  }

  static of(year: number, month: number, day: number): Day {
    return new Day(Math.round(new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MILLIS));
  }

  /** `2026-01-31`; null if it is no day of the years 1 to 9999. */
  static parse(text: string): Day | null {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!match) {
      return null;
    }
    const day = Day.of(Number(match[1]), Number(match[2]), Number(match[3]));
    return day.isHeld() && day.toString() === text ? day : null;
  }

  private get date(): Date {
    return new Date(this.days * DAY_MILLIS);
  }

  get year(): number {
    return this.date.getUTCFullYear();
  }

  get month(): number {
    return this.date.getUTCMonth() + 1;
  }

  get day(): number {
    return this.date.getUTCDate();
  }

  /** 1 for Monday to 7. */
  get weekday(): number {
    return ((this.date.getUTCDay() + 6) % 7) + 1;
  }

  plus(days: number): Day {
    return new Day(this.days + days);
  }

  /** Whether fields can hold it. */
  isHeld(): boolean {
    return this.year >= 1 && this.year <= LAST_YEAR;
  }

  toString(): string {
    return `${pad(this.year, 4)}-${pad(this.month, 2)}-${pad(this.day, 2)}`;
  }
}

/** A time of day without a zone. */
export class Clock {
  readonly micros: number;

  constructor(micros: number) {
    this.micros = micros;
  }

  static parse(text: string): Clock | null {
    const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/.exec(text);
    if (!match) {
      return null;
    }
    const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
    return new Clock(seconds * MICROS + microsOf(match[4]));
  }

  get hour(): number {
    return Math.floor(this.micros / (3600 * MICROS));
  }

  get minute(): number {
    return Math.floor(this.micros / (60 * MICROS)) % 60;
  }

  toString(): string {
    return clockText(this.micros);
  }
}

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(?:[Zz]|([+-])([01]\d):([0-5]\d))$/;

export class Moment {
  /** Since 1970-01-01T00:00:00Z. */
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  static parse(text: string): Moment | null {
    const match = MOMENT.exec(text);
    const day = match && Day.parse(match[1] ?? '');
    const clock = match && Clock.parse(match[2] ?? '');
    if (!match || !day || !clock) {
      return null;
    }
    const minutes = (Number(match[4] ?? 0) * 60 + Number(match[5] ?? 0)) * 60 * MICROS;
    const offset = match[3] === '-' ? -minutes : minutes;
    return Moment.at(day, clock.micros - offset);
  }

  private static at(day: Day, micros: number): Moment {
    return new Moment(BigInt(day.days) * BigInt(DAY_MICROS) + BigInt(micros));
  }

  /** What a calendar and a clock show at this moment in a zone. */
  local(zone: string): { day: Day; clock: Clock } {
    const [days, micros] = split(this.micros);
    const parts = new Map(
      formatter(zone)
        .formatToParts(days * DAY_MILLIS + Math.floor(micros / MICROS) * 1000)
        .map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const seconds = part('hour') * 3600 + part('minute') * 60 + part('second');
    return {
      day: Day.of(part('year'), part('month'), part('day')),
      clock: new Clock(seconds * MICROS + (micros % MICROS)),
    };
  }

  plus(span: Span): Moment {
    return new Moment(this.micros + BigInt(span.seconds.times(String(MICROS)).toFixed(0)));
  }

  minus(other: Moment): Span {
    return new Span(number(this.micros - other.micros).div(String(MICROS)));
  }

  toString(): string {
    const [days, micros] = split(this.micros);
    return `${new Day(days).toString()}T${clockText(micros)}Z`;
  }
}

function split(micros: bigint): [days: number, micros: number] {
  const days = Math.floor(Number(micros / 1_000_000n) / 86_400) - 1;
  const rest = Number(micros - BigInt(days) * BigInt(DAY_MICROS));
  return [days + Math.floor(rest / DAY_MICROS), rest % DAY_MICROS];
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) {
    return known;
  }
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

const SPAN =
  /^(-?)P(?=[-0-9T])(?:(-?\d{1,6})D)?(?:T(?=[-\d])(?:(-?\d{1,8})H)?(?:(-?\d{1,10})M)?(?:(-?\d{1,12}(?:\.\d{1,9})?)S)?)?$/;

/** A length of time. */
export class Span {
  readonly seconds: Exact;

  constructor(seconds: Exact) {
    this.seconds = seconds;
  }

  static parse(text: string): Span | null {
    const match = SPAN.exec(text);
    if (!match) {
      return null;
    }
    const units = ['86400', '3600', '60', '1'];
    const seconds = units
      .map((unit, i) => number(match[i + 2] ?? '0').times(unit))
      .reduce((sum, part) => sum.plus(part))
      .times(match[1] ? '-1' : '1');
    return seconds.abs().gt(MAX_SPAN_SECONDS) ? null : new Span(seconds.round(6, 0));
  }

  /** As Java writes durations: hours, minutes and seconds, each with the sign. */
  toString(): string {
    const sign = this.seconds.lt('0') ? '-' : '';
    const all = this.seconds.abs();
    const whole = BigInt(all.round(0, 0).toFixed());
    const seconds = all.minus(number(whole)).plus(number(whole % 60n));
    const parts = [
      [number(whole / 3600n), 'H'],
      [number((whole / 60n) % 60n), 'M'],
      [seconds, 'S'],
    ] as const;
    const text = parts
      .filter(([amount]) => !amount.eq('0'))
      .map(([amount, unit]) => `${sign}${written(amount)}${unit}`)
      .join('');
    return `PT${text || '0S'}`;
  }
}
