/** Durations between the form of the API, ISO 8601, and what people type. */

const ISO = /^(-?)P(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(\.\d+)?S)?)?$/;

/** `PT26H5M` as `26:05`; what is no duration as it is. */
export function clockOf(written: string): string {
  const found = ISO.exec(written);
  if (!found) {
    return written;
  }
  const [, sign, days, hours, minutes, secondsSign, seconds, fraction = ''] = found;
  const whole =
    (sign ? -1 : 1) *
    (Number(days ?? 0) * 86_400 +
      Number(hours ?? 0) * 3_600 +
      Number(minutes ?? 0) * 60 +
      (secondsSign ? -1 : 1) * Number(seconds ?? 0));
  const isNegative = whole < 0 || (whole === 0 && Boolean(secondsSign || sign));
  const rest = Math.abs(whole);
  const two = (count: number) => String(count).padStart(2, '0');
  const clock = `${Math.floor(rest / 3_600)}:${two(Math.floor(rest / 60) % 60)}`;
  const tail = rest % 60 > 0 || fraction ? `:${two(rest % 60)}${fraction}` : '';
  return `${isNegative ? '-' : ''}${clock}${tail}`;
}

/** `1:30`, `1:30:15` or a number of hours such as `1.5`; anything else as it was typed. */
export function durationOf(typed: string): string {
  const text = typed.trim();
  const clock = /^(-?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?$/.exec(text);
  if (clock) {
    return `${clock[1]}PT${clock[2]}H${clock[3]}M${clock[4] ? `${clock[4]}S` : ''}`;
  }
  const hours = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(text);
  if (hours) {
    const minutes = Math.round(Number(`0.${hours[3] ?? 0}`) * 60);
    return `${hours[1]}PT${hours[2]}H${minutes}M`;
  }
  return text.toUpperCase();
}
