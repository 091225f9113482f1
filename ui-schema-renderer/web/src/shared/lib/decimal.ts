/**
 * Exact numbers as texts. The platform's numbers have up to 38 digits, more than JavaScript's
 * numbers can hold, so here they are never anything but texts such as `-1234.5`.
 */

interface Separators {
  group: string;
  decimal: string;
}

const CANONICAL = /^-?\d+(\.\d+)?$/;
const separatorsByLocale = new Map<string, Separators>();

export function separators(locale: string): Separators {
  let found = separatorsByLocale.get(locale);
  if (!found) {
    const parts = new Intl.NumberFormat(locale).formatToParts(1234567.5);
    const part = (type: string) => parts.find((p) => p.type === type)?.value;
    found = { group: part('group') ?? ' ', decimal: part('decimal') ?? '.' };
    separatorsByLocale.set(locale, found);
  }
  return found;
}

export function isDecimal(text: string): boolean {
  return CANONICAL.test(text);
}

/**
 * What a person wrote, as a canonical number; null when it is not one. Takes the locale's own
 * separators, spaces between groups, and a point where it cannot be mistaken for a group.
 */
export function parseDecimal(written: string, locale: string): string | null {
  const { group, decimal } = separators(locale);
  let text = written.replace(/[\s\u00a0\u202f'’_]/g, '').replace(/[−–]/g, '-');
  if (group === ',' || group === '.') {
    const [whole = '', ...rest] = text.split(decimal);
    if (whole.includes(group)) {
      const groups = new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+$`);
      if (!groups.test(whole)) {
        return null;
      }
      text = [whole.replaceAll(group, ''), ...rest].join(decimal);
    }
  }
  return canonical(decimal === '.' ? text : text.replace(decimal, '.'));
}

/** A number without needless zeros and signs; null when the text is not a number. */
export function canonical(text: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || !(match[2] || match[3])) {
    return null;
  }
  const whole = (match[2] ?? '').replace(/^0+(?=\d)/, '') || '0';
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const number = fraction ? `${whole}.${fraction}` : whole;
  return match[1] === '-' && number !== '0' ? `-${number}` : number;
}

/**
 * The number for people: grouped, with the locale's separators.
 *
 * @param scale at least this many digits after the point; none are ever left out
 */
export function formatDecimal(value: string, locale: string, scale = 0): string {
  if (!CANONICAL.test(value)) {
    return value;
  }
  const { group, decimal } = separators(locale);
  const negative = value.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const digits = fraction.padEnd(scale, '0');
  return `${negative ? '-' : ''}${grouped}${digits ? decimal + digits : ''}`;
}

/** The number as one writes it in a field: the locale's decimal separator and no groups. */
export function editableDecimal(value: string, locale: string): string {
  return value.replace('.', separators(locale).decimal);
}

/** Negative, zero or positive, as the first is smaller than, equal to or larger than the second. */
export function compareDecimals(left: string, right: string): number {
  const a = split(left);
  const b = split(right);
  if (a.negative !== b.negative) {
    return a.negative ? -1 : 1;
  }
  const direction = a.negative ? -1 : 1;
  if (a.whole.length !== b.whole.length) {
    return direction * (a.whole.length - b.whole.length);
  }
  const length = Math.max(a.fraction.length, b.fraction.length);
  const left0 = a.whole + a.fraction.padEnd(length, '0');
  const right0 = b.whole + b.fraction.padEnd(length, '0');
  return left0 === right0 ? 0 : direction * (left0 < right0 ? -1 : 1);
}

/** How many digits a number has after its point. */
export function scaleOf(value: string): number {
  return value.split('.')[1]?.length ?? 0;
}

function split(value: string) {
  const plain = canonical(value) ?? '0';
  const negative = plain.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? plain.slice(1) : plain).split('.');
  return { negative, whole, fraction };
}
