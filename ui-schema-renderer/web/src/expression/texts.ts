import { takes, type Library } from './arguments';
import { isFound } from './automaton';
import { number } from './numbers';
import type { Value } from './values';

const FAR = 1_000_000_000;
const MAX_REPLACED = 1_000_000;
const MAX_PADDED = 10_000;

const size = (text: string): number => Array.from(text).length;

function small(character: string): string {
  // The only small letter that is written with two characters.
  return character === 'İ' ? 'i' : character.toLowerCase();
}

function capital(character: string): string {
  const upper = character.toUpperCase();
  return Array.from(upper).length === 1 ? upper : (WITH_IOTA.get(character) ?? character);
}

/** Greek letters with a iota below have one capital letter, which toUpperCase takes apart. */
const WITH_IOTA = new Map<string, string>();
for (const from of [0x1f80, 0x1f90, 0x1fa0]) {
  for (let i = from; i < from + 8; i++) {
    WITH_IOTA.set(String.fromCodePoint(i), String.fromCodePoint(i + 8));
  }
}
for (const letter of [0x1fb3, 0x1fc3, 0x1ff3]) {
  WITH_IOTA.set(String.fromCodePoint(letter), String.fromCodePoint(letter + 9));
}

/** One code point for one, as the server does it. */
const lower = (text: string): string => Array.from(text, small).join('');
const upper = (text: string): string => Array.from(text, capital).join('');

function replace(text: string, search: string, replacement: string): Value {
  if (search === '') {
    return text;
  }
  const parts = text.split(search);
  const grown = size(text) + (parts.length - 1) * (size(replacement) - size(search));
  return grown > MAX_REPLACED ? null : parts.join(replacement);
}

function substring(text: string, from: number, to: number): string {
  return Array.from(text).slice(from, Math.max(from, to)).join('');
}

function split(text: string, separator: string): string[] {
  return separator === '' ? [text] : text.split(separator);
}

function padding(text: string, length: number, fill: string): string {
  const missing = length - size(text);
  if (missing <= 0 || fill === '') {
    return '';
  }
  return substring(fill.repeat(Math.ceil(missing / size(fill))), 0, missing);
}

export const TEXT_FUNCTIONS: Library = {
  size: takes(1, (a) => {
    const value = a.at(0);
    return number(Array.isArray(value) ? value.length : size(a.text(0)));
  }),
  startsWith: takes(2, (a) => a.text(0).startsWith(a.text(1))),
  endsWith: takes(2, (a) => a.text(0).endsWith(a.text(1))),
  equalsIgnoreCase: takes(2, (a) => lower(a.text(0)) === lower(a.text(1))),
  containsIgnoreCase: takes(2, (a) => lower(a.text(0)).includes(lower(a.text(1)))),
  startsWithIgnoreCase: takes(2, (a) => lower(a.text(0)).startsWith(lower(a.text(1)))),
  endsWithIgnoreCase: takes(2, (a) => lower(a.text(0)).endsWith(lower(a.text(1)))),
  matches: takes(2, (a) => isFound(a.text(1), a.text(0))),
  lower: takes(1, (a) => lower(a.text(0))),
  upper: takes(1, (a) => upper(a.text(0))),
  trim: takes(1, (a) => a.text(0).replace(/^ +/, '').replace(/ +$/, '')),
  replace: takes(3, (a) => replace(a.text(0), a.text(1), a.text(2))),
  substring: takes(
    2,
    (a) => substring(a.text(0), a.whole(1, 0, FAR), a.count === 2 ? FAR : a.whole(2, 0, FAR)),
    3,
  ),
  indexOf: takes(2, (a) => {
    const index = a.text(0).indexOf(a.text(1));
    return number(index < 0 ? -1 : size(a.text(0).slice(0, index)));
  }),
  split: takes(2, (a) => split(a.text(0), a.text(1))),
  padLeft: takes(3, (a) => padding(a.text(0), a.whole(1, 0, MAX_PADDED), a.text(2)) + a.text(0)),
  padRight: takes(3, (a) => a.text(0) + padding(a.text(0), a.whole(1, 0, MAX_PADDED), a.text(2))),
};
