/** What the API refuses, and why: problem documents (RFC 9457), read in this one place. */

export interface Position {
  line: number;
  column: number;
}

export interface InputError {
  /** A JSON Pointer into what was sent, or the name of a parameter. */
  pointer: string;
  code: string;
  message: string;
  position?: Position;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly traceId: string | undefined,
    readonly errors: readonly InputError[],
  ) {
    super(detail || title);
    this.name = 'Problem';
  }

  /** The first error at a place of the input. */
  at(pointer: string): InputError | undefined {
    return this.errors.find((error) => error.pointer === pointer);
  }
}

/** Codes of failures that no server told of. */
export const OFFLINE = 'offline';
export const UNREADABLE = 'unreadable_answer';

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function readError(value: unknown): InputError[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { pointer, code, message, position } = value as Record<string, unknown>;
  const place = position as { line?: unknown; column?: unknown } | undefined;
  const hasPlace = typeof place?.line === 'number' && typeof place.column === 'number';
  return [
    {
      pointer: text(pointer),
      code: text(code),
      message: text(message),
      ...(hasPlace && { position: { line: Number(place.line), column: Number(place.column) } }),
    },
  ];
}

/** The problem in an answer; a general one when the answer has none. */
export async function readProblem(response: Response): Promise<Problem> {
  const traceId = response.headers.get('X-Request-Id') ?? undefined;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const errors = Array.isArray(body['errors']) ? body['errors'].flatMap(readError) : [];
    return new Problem(
      response.status,
      text(body['code']) || UNREADABLE,
      text(body['title']),
      text(body['detail']),
      text(body['traceId']) || traceId,
      errors,
    );
  } catch {
    return new Problem(response.status, UNREADABLE, response.statusText, '', traceId, []);
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(0, OFFLINE, message, message, undefined, []);
}

export function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The name of the top-level member that a pointer leads into: `/amount` gives `amount`. */
export function memberOf(pointer: string): string | null {
  const match = /^\/?([^/]+)/.exec(pointer);
  return match?.[1] ? match[1].replaceAll('~1', '/').replaceAll('~0', '~') : null;
}
