// Exact decimal numbers without BigInt, which workers switch off: its arithmetic cannot be interrupted.
// A number is a sign, a coefficient in limbs of seven digits (the least first), and a scale.

const BASE = 10_000_000;
const LIMB_DIGITS = 7;
const MAX_DIGITS = 1_000;
const MAX_PLACES = 100;
const EXPECTED = 'A decimal, a text such as "12.50" or a number is expected';

function limbsOf(digits) {
  const limbs = [];
  for (let end = digits.length; end > 0; end -= LIMB_DIGITS) {
    limbs.push(Number(digits.slice(Math.max(0, end - LIMB_DIGITS), end)));
  }
  return trimmed(limbs);
}

function trimmed(limbs) {
  while (limbs.length > 0 && limbs[limbs.length - 1] === 0) {
    limbs.pop();
  }
  return limbs;
}

function digitsOf(limbs) {
  let digits = "";
  for (let i = limbs.length - 1; i >= 0; i--) {
    const part = String(limbs[i]);
    digits += i === limbs.length - 1 ? part : part.padStart(LIMB_DIGITS, "0");
  }
  return digits;
}

function compareLimbs(a, b) {
  if (a.length !== b.length) {
    return a.length < b.length ? -1 : 1;
  }
  for (let i = a.length - 1; i >= 0; i--) {
    if (a[i] !== b[i]) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return 0;
}

function addLimbs(a, b) {
  const sum = [];
  let carry = 0;
  for (let i = 0; i < a.length || i < b.length || carry > 0; i++) {
    const limb = (a[i] ?? 0) + (b[i] ?? 0) + carry;
    sum.push(limb % BASE);
    carry = limb >= BASE ? 1 : 0;
  }
  return sum;
}

/** a - b, where a is not the smaller. */
function subtractLimbs(a, b) {
  const difference = [];
  let borrow = 0;
  for (let i = 0; i < a.length; i++) {
    let limb = a[i] - (b[i] ?? 0) - borrow;
    borrow = limb < 0 ? 1 : 0;
    if (limb < 0) {
      limb += BASE;
    }
    difference.push(limb);
  }
  return trimmed(difference);
}

function multiplyLimbs(a, b) {
  const product = new Array(a.length + b.length).fill(0);
  for (let i = 0; i < a.length; i++) {
    let carry = 0;
    for (let j = 0; j < b.length; j++) {
      const limb = product[i + j] + a[i] * b[j] + carry;
      product[i + j] = limb % BASE;
      carry = Math.floor(limb / BASE);
    }
    product[i + b.length] = carry;
  }
  return trimmed(product);
}

function powerOfTen(exponent) {
  return limbsOf("1" + "0".repeat(exponent));
}

function shifted(limbs, places) {
  return places === 0 || limbs.length === 0 ? limbs : multiplyLimbs(limbs, powerOfTen(places));
}

/** Long division after Knuth's algorithm D: [quotient, remainder]. */
function divideLimbs(dividend, divisor) {
  if (compareLimbs(dividend, divisor) < 0) {
    return [[], dividend];
  }
  const factor = [Math.floor(BASE / (divisor[divisor.length - 1] + 1))];
  const remainder = multiplyLimbs(dividend, factor);
  const by = multiplyLimbs(divisor, factor);
  while (remainder.length <= dividend.length) {
    remainder.push(0);
  }
  const top = by.length - 1;
  const quotient = [];
  for (let at = remainder.length - by.length - 1; at >= 0; at--) {
    const high = remainder[at + top + 1] * BASE + remainder[at + top];
    let limb = Math.min(Math.floor(high / by[top]), BASE - 1);
    // The estimate is at most two too high.
    while (!takeOff(remainder, by, at, limb)) {
      limb--;
    }
    quotient[at] = limb;
  }
  return [trimmed(quotient), divideBySmall(trimmed(remainder), factor[0])];
}

/** remainder -= by * limb, shifted by `at` limbs; undone, and false, if that goes below zero. */
function takeOff(remainder, by, at, limb) {
  let borrow = 0;
  for (let i = 0; i <= by.length; i++) {
    const value = remainder[at + i] - (by[i] ?? 0) * limb - borrow;
    remainder[at + i] = ((value % BASE) + BASE) % BASE;
    borrow = -Math.floor(value / BASE);
  }
  if (borrow === 0) {
    return true;
  }
  let carry = 0;
  for (let i = 0; i <= by.length; i++) {
    const value = remainder[at + i] + (by[i] ?? 0) * limb + carry;
    remainder[at + i] = value % BASE;
    carry = Math.floor(value / BASE);
  }
  return false;
}

function divideBySmall(limbs, small) {
  const quotient = new Array(limbs.length).fill(0);
  let rest = 0;
  for (let i = limbs.length - 1; i >= 0; i--) {
    const value = rest * BASE + limbs[i];
    quotient[i] = Math.floor(value / small);
    rest = value % small;
  }
  return trimmed(quotient);
}

/** The quotient, rounded half away from zero. */
function roundedQuotient(dividend, divisor) {
  const [quotient, remainder] = divideLimbs(dividend, divisor);
  return compareLimbs(addLimbs(remainder, remainder), divisor) >= 0
    ? addLimbs(quotient, [1])
    : quotient;
}

// Without regular expressions, of which even a simple one costs a fresh context more than all else here.
function isDigits(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) {
      return false;
    }
  }
  return text.length > 0;
}

function exponentOf(text) {
  const digits = text[0] === "-" || text[0] === "+" ? text.slice(1) : text;
  if (!isDigits(digits) || digits.length > 3) {
    throw new TypeError(EXPECTED);
  }
  return Number(text);
}

function checkedPlaces(places) {
  if (!Number.isInteger(places) || places < 0 || places > MAX_PLACES) {
    throw new RangeError(`Places are a whole number from 0 to ${MAX_PLACES}`);
  }
  return places;
}

class Decimal {
  #negative;
  #limbs;
  #scale;

  constructor(negative, limbs, scale) {
    if (limbs.length * LIMB_DIGITS > MAX_DIGITS + LIMB_DIGITS || scale > MAX_DIGITS) {
      throw new RangeError(`A decimal has at most ${MAX_DIGITS} digits`);
    }
    this.#negative = negative && limbs.length > 0;
    this.#limbs = limbs;
    this.#scale = scale;
    Object.freeze(this);
  }

  /** From a Decimal, a text such as "12.50", or a number. */
  static from(value) {
    if (typeof value === "object" && value !== null && #limbs in value) {
      return value;
    }
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    const signed = text[0] === "-" || text[0] === "+";
    const exponentAt = Math.max(text.indexOf("e"), text.indexOf("E"));
    const end = exponentAt < 0 ? text.length : exponentAt;
    const point = text.indexOf(".");
    const whole = text.slice(signed ? 1 : 0, point < 0 ? end : point);
    const fraction = point < 0 ? "" : text.slice(point + 1, end);
    if (!isDigits(whole) || (point >= 0 && !isDigits(fraction))) {
      throw new TypeError(EXPECTED);
    }
    const scale = fraction.length - (exponentAt < 0 ? 0 : exponentOf(text.slice(end + 1)));
    const limbs = limbsOf(whole + fraction);
    return scale >= 0
      ? new Decimal(text[0] === "-", limbs, scale)
      : new Decimal(text[0] === "-", shifted(limbs, -scale), 0);
  }

  plus(other) {
    return this.#add(Decimal.from(other), false);
  }

  minus(other) {
    return this.#add(Decimal.from(other), true);
  }

  #add(other, negate) {
    const scale = Math.max(this.#scale, other.#scale);
    const a = shifted(this.#limbs, scale - this.#scale);
    const b = shifted(other.#limbs, scale - other.#scale);
    const otherNegative = other.#negative !== negate;
    if (this.#negative === otherNegative) {
      return new Decimal(this.#negative, addLimbs(a, b), scale);
    }
    return compareLimbs(a, b) >= 0
      ? new Decimal(this.#negative, subtractLimbs(a, b), scale)
      : new Decimal(otherNegative, subtractLimbs(b, a), scale);
  }

  times(other) {
    const by = Decimal.from(other);
    return new Decimal(
      this.#negative !== by.#negative,
      multiplyLimbs(this.#limbs, by.#limbs),
      this.#scale + by.#scale,
    );
  }

  dividedBy(other, places = 20) {
    const by = Decimal.from(other);
    if (by.#limbs.length === 0) {
      throw new RangeError("Division by zero");
    }
    const shift = checkedPlaces(places) + by.#scale - this.#scale;
    const quotient = roundedQuotient(
      shifted(this.#limbs, Math.max(0, shift)),
      shifted(by.#limbs, Math.max(0, -shift)),
    );
    return new Decimal(this.#negative !== by.#negative, quotient, places);
  }

  /** Half away from zero. */
  round(places = 0) {
    return checkedPlaces(places) >= this.#scale
      ? this
      : new Decimal(
          this.#negative,
          roundedQuotient(this.#limbs, powerOfTen(this.#scale - places)),
          places,
        );
  }

  negated() {
    return new Decimal(!this.#negative, this.#limbs, this.#scale);
  }

  abs() {
    return this.#negative ? this.negated() : this;
  }

  isZero() {
    return this.#limbs.length === 0;
  }

  isNegative() {
    return this.#negative;
  }

  compare(other) {
    const difference = this.minus(other);
    return difference.#negative ? -1 : difference.isZero() ? 0 : 1;
  }

  equals(other) {
    return this.compare(other) === 0;
  }

  /** Rounded to, and written with, exactly so many places. */
  toFixed(places = 0) {
    const rounded = this.round(places);
    return rounded.#write(shifted(rounded.#limbs, places - rounded.#scale), places);
  }

  #write(limbs, scale) {
    const digits = digitsOf(limbs).padStart(scale + 1, "0");
    const whole = digits.slice(0, digits.length - scale);
    const sign = this.#negative ? "-" : "";
    return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
  }

  /** In digits without trailing zeros, never with an exponent. */
  toString() {
    const written = this.#write(this.#limbs, this.#scale);
    if (this.#scale === 0) {
      return written;
    }
    let end = written.length;
    while (written[end - 1] === "0") {
      end--;
    }
    return written.slice(0, written[end - 1] === "." ? end - 1 : end);
  }

  /** The nearest binary number: for charts, never for money. */
  toNumber() {
    return Number(this.toString());
  }

  toJSON() {
    return { $decimal: this.toString() };
  }

  [Symbol.toPrimitive](hint) {
    if (hint === "string") {
      return this.toString();
    }
    throw new TypeError("Decimals take plus(), times(), compare() ...; operators would round them");
  }
}

Object.freeze(Decimal.prototype);
Object.freeze(Decimal);
