// Exact decimal arithmetic on strings, to check the platform's sums by other means.

export function parse(text) {
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return { digits: BigInt(sign + whole + fraction), scale: fraction.length };
}

const at = (number, scale) => number.digits * 10n ** BigInt(scale - number.scale);

export function add(a, b) {
  const scale = Math.max(a.scale, b.scale);
  return { digits: at(a, scale) + at(b, scale), scale };
}

export const multiply = (a, b) => ({ digits: a.digits * b.digits, scale: a.scale + b.scale });

export const subtract = (a, b) => add(a, { digits: -b.digits, scale: b.scale });

/** In digits, without zeros at the end. */
export function format(number) {
  const negative = number.digits < 0n;
  const digits = (negative ? -number.digits : number.digits).toString().padStart(number.scale + 1, "0");
  const whole = digits.slice(0, digits.length - number.scale);
  const fraction = digits.slice(digits.length - number.scale).replace(/0+$/, "");
  return (negative ? "-" : "") + whole + (fraction ? `.${fraction}` : "");
}
