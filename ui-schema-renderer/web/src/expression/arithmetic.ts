import { takes, type Arguments, type Library } from './arguments';
import * as numbers from './numbers';
import { number, type Exact, type Rounding } from './numbers';

const MAX_EXPONENT = 100;
const TOO_LARGE = `1e${numbers.MAX_INTEGER_DIGITS}`;

function rounded(given: Arguments, mode: Rounding): Exact {
  return given.number(0).round(given.whole(1, 0, numbers.MAX_SCALE), mode);
}

function mod(dividend: Exact, divisor: Exact): Exact | null {
  const remainder = numbers.remainder(dividend, divisor);
  const opposed = remainder?.times(divisor).lt('0');
  return remainder && opposed ? remainder.plus(divisor) : remainder;
}

function power(base: Exact, exponent: Exact): Exact | null {
  const factor = base.round(numbers.MAX_SCALE, numbers.HALF_AWAY);
  const counts = exponent.gte('0') && exponent.lte(String(MAX_EXPONENT));
  if (!counts || !exponent.round(0, 0).eq(exponent) || factor.abs().gte(TOO_LARGE)) {
    return null;
  }
  let product = number(1);
  for (let i = Number(exponent.toFixed()); i > 0; i--) {
    product = product.times(factor);
  }
  const power = product.round(numbers.MAX_SCALE, numbers.HALF_AWAY);
  return power.abs().gte(TOO_LARGE) ? null : power;
}

export const NUMBER_FUNCTIONS: Library = {
  abs: takes(1, (a) => a.number(0).abs()),
  sign: takes(1, (a) => number(a.number(0).cmp('0'))),
  floor: takes(1, (a) => numbers.floor(a.number(0))),
  ceil: takes(1, (a) => numbers.ceil(a.number(0))),
  round: takes(2, (a) => rounded(a, numbers.HALF_AWAY)),
  roundHalfEven: takes(2, (a) => rounded(a, numbers.HALF_EVEN)),
  roundUp: takes(2, (a) => rounded(a, numbers.AWAY)),
  roundDown: takes(2, (a) => rounded(a, numbers.TOWARDS_ZERO)),
  mod: takes(2, (a) => mod(a.number(0), a.number(1))),
  power: takes(2, (a) => power(a.number(0), a.number(1))),
};
