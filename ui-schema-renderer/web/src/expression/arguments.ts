import { whole, Exact } from './numbers';
import { Clock, Day, Moment } from './time';
import { NotUnderstood } from './tokens';
import type { Id, Value } from './values';

/** What an expression can know besides records. */
export interface Environment {
  now: Moment;
  zone: string;
  user: { id: Id; email: string; name: string; roles: string[]; groups: string[] };
  /** Lists of values that administrators gave the user, by name. */
  attributes: Readonly<Record<string, string[]>>;
  tenant: { slug: string; currency: string };
}

/** The arguments of a call, as what the function takes them for. */
export class Arguments {
  readonly values: Value[];
  readonly environment: Environment;

  constructor(values: Value[], environment: Environment) {
    this.values = values;
    this.environment = environment;
  }

  get count(): number {
    return this.values.length;
  }

  at(index: number): Value {
    return this.values[index] ?? null;
  }

  text(index: number): string {
    const value = this.at(index);
    return typeof value === 'string' ? value : unfit();
  }

  number(index: number): Exact {
    const value = this.at(index);
    return value instanceof Exact ? value : unfit();
  }

  /** A number without its decimal places, held within bounds. */
  whole(index: number, lowest: number, highest: number): number {
    return whole(this.number(index), lowest, highest);
  }

  day(index: number): Day {
    const value = this.at(index);
    const read = typeof value === 'string' ? Day.parse(value) : value;
    return read instanceof Day ? read : unfit();
  }

  moment(index: number): Moment {
    const value = this.at(index);
    const read = typeof value === 'string' ? Moment.parse(value) : value;
    return read instanceof Moment ? read : unfit();
  }

  /** What the clock shows: of a moment, in the tenant's time zone. */
  clock(index: number): Clock {
    const value = this.at(index);
    return value instanceof Moment
      ? value.local(this.environment.zone).clock
      : value instanceof Clock
        ? value
        : unfit();
  }

  list(index: number): Value[] {
    const value = this.at(index);
    return Array.isArray(value) ? value : unfit();
  }
}

export function unfit(): never {
  throw new NotUnderstood();
}

export interface Definition {
  /** How many arguments it takes, at least and at most. */
  takes: readonly [least: number, most: number];
  body: (given: Arguments) => Value;
  /** Whether it is called with arguments that are null; else it is null then. */
  takesNull?: boolean;
}

export type Library = Record<string, Definition>;

export const takes = (
  least: number,
  body: (given: Arguments) => Value,
  most: number = least,
): Definition => ({ takes: [least, most], body });
