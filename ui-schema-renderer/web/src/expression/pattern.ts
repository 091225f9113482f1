/**
 * Reads the patterns of `matches`: the dialect that the server's engines share. The browser's own
 * regular expressions are not used, because they can take for ever.
 */
import { NotUnderstood } from './tokens';

const MAX_LENGTH = 1_000;
const MAX_REPEATS = 100;
const MAX_SIZE = 1_000;
const SIGN = /^[!-/:-@[-`{-~]$/;

type Range = readonly [from: number, to: number];

export type Pattern =
  | { kind: 'set'; ranges: readonly Range[]; negated: boolean }
  | { kind: 'start' | 'end' }
  | { kind: 'all' | 'any'; parts: Pattern[] }
  | { kind: 'repeat'; part: Pattern; least: number; most: number };

const code = (character: string) => character.codePointAt(0) ?? 0;
const one = (character: string): Range => [code(character), code(character)];
const between = (from: string, to: string): Range => [code(from), code(to)];

const DIGITS = [between('0', '9')];
const SETS: Record<string, readonly Range[]> = {
  d: DIGITS,
  w: [between('A', 'Z'), between('a', 'z'), ...DIGITS, one('_')],
  s: [one(' '), between('\t', '\r')],
};
const CONTROLS: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
const setOf = (letter: string) => (/^[dws]$/.test(letter) ? SETS[letter] : undefined);

export function readPattern(text: string): Pattern {
  const characters = Array.from(text);
  if (characters.length > MAX_LENGTH) {
    throw new NotUnderstood();
  }
  return new Reader(characters).whole();
}

class Reader {
  private readonly characters: string[];
  private position = 0;

  constructor(characters: string[]) {
    this.characters = characters;
  }

  whole(): Pattern {
    const { pattern } = this.alternatives();
    return this.peek() === '' ? pattern : refuse();
  }

  private alternatives(): { pattern: Pattern; size: number } {
    const alternatives: Pattern[] = [];
    let size = 0;
    do {
      const parts: Pattern[] = [];
      while (!['|', ')', ''].includes(this.peek())) {
        const part = this.repeated();
        size = limited(size + part.size);
        parts.push(part.pattern);
      }
      alternatives.push({ kind: 'all', parts });
    } while (this.takes('|'));
    return { pattern: { kind: 'any', parts: alternatives }, size };
  }

  private repeated(): { pattern: Pattern; size: number } {
    const single = this.single();
    if (!/^[*+?{]$/.test(this.peek())) {
      return single;
    }
    if (single.pattern.kind === 'start' || single.pattern.kind === 'end') {
      refuse();
    }
    const [least, most, times] = this.times();
    if (/^[*+?{]$/.test(this.peek())) {
      refuse();
    }
    const size = times === 0 ? single.size + 1 : single.size * times;
    return { pattern: { kind: 'repeat', part: single.pattern, least, most }, size: limited(size) };
  }

  /** How often at least and at most, and how often that counts; 0 for the plain signs. */
  private times(): [number, number, number] {
    const sign = this.next();
    if (sign !== '{') {
      return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity, 0];
    }
    const least = this.number();
    let most = least;
    if (this.takes(',')) {
      most = this.peek() === '}' ? Infinity : this.number();
    }
    if (!this.takes('}') || most < least) {
      refuse();
    }
    return [least, most, Math.max(1, most === Infinity ? least + 1 : most)];
  }

  private number(): number {
    let digits = '';
    while (/^\d$/.test(this.peek()) && digits.length < 4) {
      digits += this.next();
    }
    return digits === '' || Number(digits) > MAX_REPEATS ? refuse() : Number(digits);
  }

  private single(): { pattern: Pattern; size: number } {
    const character = this.next();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return { pattern: this.set(), size: 1 };
      case '.':
        return { pattern: { kind: 'set', ranges: [one('\n')], negated: true }, size: 1 };
      case '^':
        return { pattern: { kind: 'start' }, size: 1 };
      case '$':
        return { pattern: { kind: 'end' }, size: 1 };
      case '\\':
        return { pattern: this.escaped(), size: 1 };
      default:
        return '*+?{}]'.includes(character)
          ? refuse()
          : { pattern: { kind: 'set', ranges: [one(character)], negated: false }, size: 1 };
    }
  }

  private group(): { pattern: Pattern; size: number } {
    if (this.takes('?') && !this.takes(':')) {
      refuse();
    }
    const group = this.alternatives();
    return this.takes(')') ? group : refuse();
  }

  private escaped(): Pattern {
    const letter = this.peek();
    const ranges = setOf(letter.toLowerCase());
    if (ranges) {
      this.next();
      return { kind: 'set', ranges, negated: letter !== letter.toLowerCase() };
    }
    return { kind: 'set', ranges: [one(this.escapedCharacter())], negated: false };
  }

  private escapedCharacter(): string {
    const character = this.next();
    return CONTROLS[character] ?? (SIGN.test(character) ? character : refuse());
  }

  private set(): Pattern {
    const negated = this.takes('^');
    const ranges: Range[] = [];
    while (this.peek() !== ']') {
      const known =
        this.peek() === '\\' ? setOf(this.characters[this.position + 1] ?? '') : undefined;
      if (known) {
        this.position += 2;
        ranges.push(...known);
      } else {
        ranges.push(this.range(ranges.length === 0));
      }
    }
    this.next();
    return ranges.length === 0 ? refuse() : { kind: 'set', ranges, negated };
  }

  private range(first: boolean): Range {
    const from = this.inSet(first);
    const after = this.characters[this.position + 1];
    if (this.peek() !== '-' || after === undefined || after === ']') {
      return one(from);
    }
    this.next();
    const to = this.inSet(false);
    return code(to) < code(from) ? refuse() : between(from, to);
  }

  private inSet(first: boolean): string {
    const character = this.next();
    if (character === '\\') {
      return this.escapedCharacter();
    }
    const dash = character === '-' && !first && this.peek() !== ']';
    return character === '[' || dash ? refuse() : character;
  }

  private peek(): string {
    return this.characters[this.position] ?? '';
  }

  private next(): string {
    return this.characters[this.position++] ?? refuse();
  }

  private takes(character: string): boolean {
    const matches = this.peek() === character;
    this.position += matches ? 1 : 0;
    return matches;
  }
}

function limited(size: number): number {
  return size > MAX_SIZE ? refuse() : size;
}

function refuse(): never {
  throw new NotUnderstood();
}
