/** The words of the expression language, as CEL writes them. */

export class NotUnderstood extends Error {}

export interface Token {
  kind: 'text' | 'number' | 'name' | 'sign' | 'end';
  /** Of a text what it says, of everything else what is written. */
  value: string;
  from: number;
  to: number;
}

const SPACE = /(?:\s|\/\/[^\n]*)*/y;
const TEXT =
  /([rR]?)(?:"""((?:[^\\]|\\[^])*?)"""|'''((?:[^\\]|\\[^])*?)'''|"((?:[^"\\\n\r]|\\.)*)"|'((?:[^'\\\n\r]|\\.)*)')/y;
const NUMBER = /0[xX][0-9a-fA-F]+|\d*\.\d+(?:[eE][+-]?\d+)?|\d+(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SIGN = /&&|\|\||==|!=|<=|>=|[<>!()[\],.+*/%?:-]/y;

export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let at = skip(source, 0);
  while (at < source.length) {
    const token = text(source, at) ?? plain(source, at);
    found.push(token);
    at = skip(source, token.to);
  }
  found.push({ kind: 'end', value: '', from: source.length, to: source.length });
  return found;
}

function take(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function skip(source: string, at: number): number {
  return at + (take(SPACE, source, at)?.[0].length ?? 0);
}

function plain(source: string, from: number): Token {
  const kinds = [
    ['number', NUMBER],
    ['name', NAME],
    ['sign', SIGN],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const value = take(pattern, source, from)?.[0];
    if (value) {
      const to = from + value.length;
      if (kind === 'number' && /[A-Za-z_]/.test(source.charAt(to))) {
        throw new NotUnderstood();
      }
      return { kind, value, from, to };
    }
  }
  throw new NotUnderstood();
}

function text(source: string, from: number): Token | null {
  const match = take(TEXT, source, from);
  if (!match) {
    return null;
  }
  const inner = match[2] ?? match[3] ?? match[4] ?? match[5] ?? '';
  const value = match[1] ? inner : unescaped(inner);
  if (value.includes('\0')) {
    throw new NotUnderstood();
  }
  return { kind: 'text', value, from, to: from + match[0].length };
}

const LETTERS: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\u000b',
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/g;

function unescaped(inner: string): string {
  return inner.replace(ESCAPE, (_, hex, short, long, octal, letter: string | undefined) => {
    const code = hex ?? short ?? long;
    if (code || octal) {
      return character(code ? parseInt(code, 16) : parseInt(octal, 8));
    }
    const known = letter && (LETTERS[letter] ?? (/["'`\\?]/.test(letter) ? letter : undefined));
    if (!known) {
      throw new NotUnderstood();
    }
    return known;
  });
}

function character(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new NotUnderstood();
  }
  return String.fromCodePoint(code);
}

/** A text as the language writes it. */
export function quote(value: string): string {
  const escaped = value.replace(/[\\"\n\r\t]/g, (char) => {
    const letter = Object.entries(LETTERS).find(([, written]) => written === char)?.[0];
    return `\\${letter ?? char}`;
  });
  return `"${escaped}"`;
}
