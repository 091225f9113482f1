/**
 * Days and moments. A day is a text `YYYY-MM-DD` and has no time zone; a moment is an RFC 3339 text
 * in UTC and is shown in the reader's time zone.
 */

export interface Day {
  year: number;
  month: number;
  day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

export function readDay(text: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) {
    return null;
  }
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isDay(day) ? day : null;
}

export function isDay({ year, month, day }: Day): boolean {
  const date = utc({ year, month, day });
  return (
    year >= 1 &&
    year <= 9999 &&
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day
  );
}

export function writeDay({ year, month, day }: Day): string {
  const pad = (number: number, length: number) => String(number).padStart(length, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function utc({ year, month, day }: Day): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}

export function today(): Day {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}

export function addDays(day: Day, count: number): Day {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + count);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/** The same day of another month, or that month's last day. */
export function addMonths(day: Day, count: number): Day {
  const months = day.year * 12 + (day.month - 1) + count;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  return { year, month, day: Math.min(day.day, daysInMonth(year, month)) };
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 0 for Sunday to 6 for Saturday. */
export function weekday(day: Day): number {
  return utc(day).getUTCDay();
}

export function formatDay(text: string, locale: string): string {
  const day = readDay(text);
  return day ? format(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(utc(day)) : text;
}

/** The day as one writes it in a field: digits in the locale's order. */
export function editableDay(text: string, locale: string): string {
  const day = readDay(text);
  return day
    ? format(locale, {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        timeZone: 'UTC',
      }).format(utc(day))
    : text;
}

export function formatLongDay(day: Day, locale: string): string {
  return format(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(utc(day));
}

export function formatMonth({ year, month }: { year: number; month: number }, locale: string) {
  return format(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    utc({ year, month, day: 1 }),
  );
}

/** The names of the weekdays in the order of the locale's week, beginning with `first`. */
export function weekdayNames(locale: string, first: number): { short: string; long: string }[] {
  return Array.from({ length: 7 }, (_, i) => {
    const day = utc({ year: 2023, month: 1, day: 1 + ((first + i) % 7) });
    return {
      short: format(locale, { weekday: 'short', timeZone: 'UTC' }).format(day),
      long: format(locale, { weekday: 'long', timeZone: 'UTC' }).format(day),
    };
  });
}

/** The first day of the week, 0 for Sunday; Monday where the browser does not know. */
export function firstWeekday(locale: string): number {
  const intl = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const info = intl.getWeekInfo?.() ?? intl.weekInfo;
  return (info?.firstDay ?? 1) % 7;
}

/** What a person wrote, in ISO form or in the locale's order; null when it is no day. */
export function parseDay(written: string, locale: string): string | null {
  const text = written.trim();
  const iso = readDay(text);
  if (iso) {
    return text;
  }
  const numbers = text.split(/[^\d]+/).filter(Boolean);
  if (numbers.length < 2 || numbers.length > 3 || /[^\d\s./-]/.test(text)) {
    return null;
  }
  const order = dayOrder(locale);
  const parts: Day = { ...today() };
  const used = numbers.length === 3 ? order : order.filter((part) => part !== 'year');
  used.forEach((part, i) => {
    parts[part] = Number(numbers[i]);
  });
  const yearText = numbers[used.indexOf('year')];
  if (yearText?.length === 2) {
    parts.year += 2000;
  }
  return isDay(parts) ? writeDay(parts) : null;
}

function dayOrder(locale: string): (keyof Day)[] {
  return format(locale, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' })
    .formatToParts(0)
    .map((part) => part.type)
    .filter((type): type is keyof Day => type === 'year' || type === 'month' || type === 'day');
}

export function formatMoment(text: string, locale: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? text
    : format(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** A moment as a day and a time of day in the reader's time zone. */
export function localParts(text: string): { day: string; time: string } | null {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    return null;
  }
  const pad = (number: number) => String(number).padStart(2, '0');
  return {
    day: writeDay({
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
    }),
    time: `${pad(date.getHours())}:${pad(date.getMinutes())}`,
  };
}

/** The moment at which a clock in the reader's time zone shows that day and time. */
export function fromLocalParts(day: string, time: string): string | null {
  const parts = readDay(day);
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (!parts || !clock || Number(clock[1]) > 23 || Number(clock[2]) > 59) {
    return null;
  }
  const date = new Date(2000, 0, 1, Number(clock[1]), Number(clock[2]));
  date.setFullYear(parts.year, parts.month - 1, parts.day);
  return date.toISOString();
}

/** "5 minutes ago", for what is less than a week old; else the day. */
export function formatAgo(text: string, locale: string, now = Date.now()): string {
  const seconds = Math.round((new Date(text).getTime() - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) {
    return relative.format(0, 'minute');
  }
  if (size < 3600) {
    return relative.format(Math.trunc(seconds / 60), 'minute');
  }
  if (size < 86_400) {
    return relative.format(Math.trunc(seconds / 3600), 'hour');
  }
  return size < 7 * 86_400
    ? relative.format(Math.trunc(seconds / 86_400), 'day')
    : formatMoment(text, locale);
}
