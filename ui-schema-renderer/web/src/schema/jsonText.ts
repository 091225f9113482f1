/** JSON as a text, handled without reading its numbers: they may have more digits than a float. */

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;

/** Where a text stops being JSON, from 1 on. */
export interface JsonError {
  line: number;
  column: number;
}

/** The first place at which a text is no JSON; null if it is. */
export function jsonError(text: string): JsonError | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return placeAt(text, offsetOf(text, error instanceof Error ? error.message : ''));
  }
}

/** Browsers tell the place in their messages; where one does not, the end is meant. */
function offsetOf(text: string, message: string): number {
  const [, position] = /position (\d+)/.exec(message) ?? [];
  return position === undefined ? text.length : Number(position);
}

function placeAt(text: string, offset: number): JsonError {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

function tokens(text: string): string[] {
  return (text.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
}

/** The same JSON, one member a line. */
export function indented(text: string): string {
  if (jsonError(text)) {
    return text;
  }
  let depth = 0;
  let before = '';
  return tokens(text)
    .map((token) => {
      const isEnd = token === '}' || token === ']';
      depth -= isEnd ? 1 : 0;
      const isFirst = before === '{' || before === '[';
      const breaks = (isFirst && !isEnd) || before === ',' || (isEnd && !isFirst);
      depth += token === '{' || token === '[' ? 1 : 0;
      const inner = token === '{' || token === '[' ? depth - 1 : depth;
      before = token;
      return `${breaks ? `\n${'  '.repeat(inner)}` : ''}${token}${token === ':' ? ' ' : ''}`;
    })
    .join('');
}

/** The text of a member of an object, as it stands there; undefined where there is none. */
export function memberText(text: string, name: string): string | undefined {
  const all = tokens(text);
  let depth = 0;
  let from: number | null = null;
  for (let i = 0; i < all.length; i++) {
    const token = all[i] ?? '';
    const isEnd = token === '}' || token === ']';
    if (from !== null && depth === 1 && (token === ',' || isEnd)) {
      return all.slice(from, i).join('');
    }
    depth += token === '{' || token === '[' ? 1 : isEnd ? -1 : 0;
    const isName = depth === 1 && all[i + 1] === ':' && (i === 1 || all[i - 1] === ',');
    if (from === null && isName && JSON.parse(token) === name) {
      from = i + 2;
      i++;
    }
  }
  return undefined;
}
