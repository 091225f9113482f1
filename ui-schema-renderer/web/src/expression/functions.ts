import { takes, unfit, type Library } from './arguments';
import { NUMBER_FUNCTIONS } from './arithmetic';
import { DATE_FUNCTIONS } from './dates';
import { Exact, MAX_INTEGER_DIGITS, MAX_SCALE, number, written } from './numbers';
import { PLACE_FUNCTIONS } from './places';
import { TEXT_FUNCTIONS } from './texts';
import { Clock, Day, Moment, Span } from './time';
import { adapt, equal, order, type Value } from './values';

const NUMBER = new RegExp(`^-?\\d{1,${MAX_INTEGER_DIGITS}}(?:\\.\\d{1,${MAX_SCALE}})?$`);

/** Values of one type; quoted texts among dates and the like are read as such. */
function alike(values: Value[]): Value[] {
  const other = values.find((value) => value !== null && typeof value !== 'string') ?? null;
  return values.map((value) => (other === null ? value : adapt(value, other)));
}

function ordered(values: Value[]): Value[] {
  const fit = (value: Value) =>
    [Exact, Day, Clock, Moment, Span].some((type) => value instanceof type);
  return values.every(fit) ? [...values].sort(order) : unfit();
}

function text(value: Value): Value {
  if (value instanceof Day) {
    return value.isHeld() ? value.toString() : null;
  }
  if (value instanceof Exact) {
    return written(value);
  }
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : unfit();
}

/** Whether a list has a value; null is in a list that has a null. */
export function isIn(element: Value, list: Value): boolean {
  if (list !== null && !Array.isArray(list)) {
    unfit();
  }
  return (list ?? []).some((other) => equal(adapt(element, other), adapt(other, element)));
}

function join(list: Value[], separator: string): string {
  return list
    .filter((value) => value !== null)
    .map((value) => (typeof value === 'string' ? value : unfit()))
    .join(separator);
}

const MANY = Infinity;

const GENERAL: Library = {
  has: { takes: [1, 1], takesNull: true, body: (a) => a.at(0) !== null },
  coalesce: {
    takes: [1, MANY],
    takesNull: true,
    body: (a) => alike(a.values).find((value) => value !== null) ?? null,
  },
  least: takes(1, (a) => ordered(alike(a.values))[0] ?? null, MANY),
  greatest: takes(1, (a) => ordered(alike(a.values)).at(-1) ?? null, MANY),
  text: takes(1, (a) => text(a.at(0))),
  number: takes(1, (a) => (NUMBER.test(a.text(0)) ? number(a.text(0)) : null)),
  contains: {
    takes: [2, 2],
    takesNull: true,
    body: (a) => {
      const whole = a.at(0);
      if (Array.isArray(whole)) {
        return isIn(a.at(1), whole);
      }
      return whole === null || a.at(1) === null ? null : a.text(0).includes(a.text(1));
    },
  },
  isEmpty: takes(1, (a) => {
    const value = a.at(0);
    return (Array.isArray(value) ? value : a.text(0)).length === 0;
  }),
  first: takes(1, (a) => a.list(0)[0] ?? null),
  last: takes(1, (a) => a.list(0).at(-1) ?? null),
  join: takes(2, (a) => join(a.list(0), a.text(1))),
};

/** Every function of the language, by its name. */
export const FUNCTIONS: Library = {
  ...GENERAL,
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...PLACE_FUNCTIONS,
};
