import { takes, type Arguments, type Library } from './arguments';
import { HALF_AWAY, number } from './numbers';
import { Day, Span } from './time';

const MAX_YEARS = 10_000;
const MAX_MONTHS = 12 * MAX_YEARS;

const held = (day: Day): Day | null => (day.isHeld() ? day : null);
const startOfWeek = (day: Day): Day => day.plus(1 - day.weekday);
const startOfYear = (day: Day): Day => Day.of(day.year, 1, 1);
const quarter = (day: Day): number => Math.ceil(day.month / 3);
const daysUntil = (from: Day, to: Day): number => to.days - from.days;

/** The first day of a month, counted from the January of a year. */
const month = (day: Day, of: number): Day => Day.of(day.year, of, 1);

function plusMonths(day: Day, months: number): Day | null {
  const total = day.year * 12 + day.month - 1 + months;
  const year = Math.floor(total / 12);
  if (year < 1 || year > 9999) {
    return null;
  }
  const start = Day.of(year, (total % 12) + 1, 1);
  const last = Day.of(year, (total % 12) + 2, 0);
  return start.plus(Math.min(day.day, last.day) - 1);
}

/** After ISO 8601: the week belongs to the year that its Thursday is in. */
function week(day: Day): number {
  const thursday = startOfWeek(day).plus(3);
  return Math.floor(daysUntil(startOfYear(thursday), thursday) / 7) + 1;
}

function seconds(given: Arguments, unit: number): Span {
  return new Span(given.number(0).times(String(unit)).round(0, HALF_AWAY));
}

export const DATE_FUNCTIONS: Library = {
  year: takes(1, (a) => number(a.day(0).year)),
  quarter: takes(1, (a) => number(quarter(a.day(0)))),
  month: takes(1, (a) => number(a.day(0).month)),
  week: takes(1, (a) => number(week(a.day(0)))),
  day: takes(1, (a) => number(a.day(0).day)),
  dayOfWeek: takes(1, (a) => number(a.day(0).weekday)),
  dayOfYear: takes(1, (a) => number(daysUntil(startOfYear(a.day(0)), a.day(0)) + 1)),
  hour: takes(1, (a) => number(a.clock(0).hour)),
  minute: takes(1, (a) => number(a.clock(0).minute)),
  dateOf: takes(1, (a) => a.moment(0).local(a.environment.zone).day),
  timeOf: takes(1, (a) => a.moment(0).local(a.environment.zone).clock),
  addMonths: takes(2, (a) => plusMonths(a.day(0), a.whole(1, -MAX_MONTHS, MAX_MONTHS))),
  addYears: takes(2, (a) => plusMonths(a.day(0), 12 * a.whole(1, -MAX_YEARS, MAX_YEARS))),
  startOfWeek: takes(1, (a) => held(startOfWeek(a.day(0)))),
  startOfMonth: takes(1, (a) => held(month(a.day(0), a.day(0).month))),
  startOfQuarter: takes(1, (a) => held(month(a.day(0), quarter(a.day(0)) * 3 - 2))),
  startOfYear: takes(1, (a) => held(startOfYear(a.day(0)))),
  endOfWeek: takes(1, (a) => held(startOfWeek(a.day(0)).plus(6))),
  endOfMonth: takes(1, (a) => held(month(a.day(0), a.day(0).month + 1).plus(-1))),
  endOfQuarter: takes(1, (a) => held(month(a.day(0), quarter(a.day(0)) * 3 + 1).plus(-1))),
  endOfYear: takes(1, (a) => held(month(a.day(0), 13).plus(-1))),
  daysBetween: takes(2, (a) => number(daysUntil(a.day(0), a.day(1)))),
  weeks: takes(1, (a) => seconds(a, 604_800)),
  days: takes(1, (a) => seconds(a, 86_400)),
  hours: takes(1, (a) => seconds(a, 3_600)),
  minutes: takes(1, (a) => seconds(a, 60)),
};
