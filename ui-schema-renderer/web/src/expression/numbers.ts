import makeBig from 'big.js';

/** Exact decimals, as on the server. */
export const Exact = makeBig();
export type Exact = InstanceType<typeof Exact>;

Exact.strict = true;

export const MAX_INTEGER_DIGITS = 38;
export const MAX_SCALE = 20;

/** Quotients are first taken to so many places and then rounded to 20, as the server does. */
const INNER_SCALE = 40;

export const TOWARDS_ZERO = 0;
export const HALF_AWAY = 1;
export const HALF_EVEN = 2;
export const AWAY = 3;
export type Rounding = 0 | 1 | 2 | 3;

export const number = (value: string | number | bigint): Exact => new Exact(String(value));

/** How many decimal places a number has. */
function scale(value: Exact): number {
  return Math.max(0, value.c.length - 1 - value.e);
}

export function divide(dividend: Exact, divisor: Exact): Exact | null {
  if (divisor.eq('0')) {
    return null;
  }
  Exact.DP = Math.max(INNER_SCALE, scale(dividend), scale(divisor));
  Exact.RM = HALF_AWAY;
  return dividend.div(divisor).round(MAX_SCALE, HALF_AWAY);
}

/** The remainder with the sign of the dividend. */
export function remainder(dividend: Exact, divisor: Exact): Exact | null {
  return divisor.eq('0') ? null : dividend.mod(divisor);
}

export function floor(value: Exact): Exact {
  return value.round(0, value.lt('0') ? AWAY : TOWARDS_ZERO);
}

export function ceil(value: Exact): Exact {
  return value.round(0, value.lt('0') ? TOWARDS_ZERO : AWAY);
}

/** A number without its decimal places, held within bounds. */
export function whole(value: Exact, lowest: number, highest: number): number {
  const cut = value.round(0, TOWARDS_ZERO);
  return cut.lt(String(lowest))
    ? lowest
    : cut.gt(String(highest))
      ? highest
      : Number(cut.toFixed());
}

/** In digits, never with an exponent. */
export function written(value: Exact): string {
  return value.eq('0') ? '0' : value.toFixed();
}
