import { OFFLINE, Problem, readProblem } from './problem';
import { accessToken } from './session';

/** The one way to the API: adds the token, renews it once if it ran out, reads the problems. */

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Request {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  query?: Query;
  /** Sent as JSON; a text is taken to be JSON already. */
  body?: unknown;
  /** A file, sent as it is under its own media type. */
  file?: { content: Blob; type: string };
  headers?: Record<string, string>;
  ifMatch?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Whether the answer is so secret that nothing of it may be kept. */
  uncached?: boolean;
}

export interface Answer<T> {
  data: T;
  etag: number | null;
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/** A path made of fixed parts and of names that come from elsewhere, which are escaped. */
export function path(parts: TemplateStringsArray, ...names: string[]): string {
  return parts.reduce((whole, part, i) => whole + encodeURIComponent(names[i - 1] ?? '') + part);
}

/** @throws Problem */
export async function request<T>(to: string, options: Request = {}): Promise<T> {
  return (await exchange<T>(to, options)).data;
}

/** @throws Problem */
export async function exchange<T>(to: string, options: Request = {}): Promise<Answer<T>> {
  const response = await respond(to, options);
  return { data: await read<T>(response, to.includes('/metadata/')), etag: readEtag(response) };
}

async function respond(to: string, options: Request): Promise<Response> {
  const token = await accessToken();
  let response = await send(to, options, token);
  if (response.status === 401 && token !== null && (await isTokenRefused(response))) {
    const renewed = await accessToken(token);
    if (renewed !== null) {
      response = await send(to, options, renewed);
    }
  }
  if (!response.ok) {
    throw await readProblem(response);
  }
  return response;
}

// A password or a code that is wrong is answered 401 as well, and is not tried again.
async function isTokenRefused(response: Response): Promise<boolean> {
  return (await readProblem(response.clone())).code === 'unauthenticated';
}

/**
 * The text of an answer, for what must not go through JavaScript's numbers.
 *
 * @throws Problem
 */
export async function requestText(to: string, options: Request = {}): Promise<string> {
  return (await respond(to, options)).text();
}

/**
 * The body of an answer, for what the browser keeps and the application does not look at.
 *
 * @throws Problem
 */
export async function requestBlob(to: string, options: Request = {}): Promise<Blob> {
  const headers = { Accept: '*/*', ...options.headers };
  return (await respond(to, { ...options, headers })).blob();
}

/**
 * The body of an answer that has no end, as it comes.
 *
 * @throws Problem
 */
export async function requestStream(
  to: string,
  options: Request,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { body } = await respond(to, options);
  if (body === null) {
    throw new Problem(0, OFFLINE, '', 'there is no body', undefined, []);
  }
  return body;
}

async function send(to: string, options: Request, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (token !== null) {
    headers['Authorization'] = `Bearer ${token}`;
  }
  if (options.ifMatch !== undefined) {
    headers['If-Match'] = `"${options.ifMatch}"`;
  }
  let body: BodyInit | null = null;
  if (options.file) {
    headers['Content-Type'] = options.file.type;
    body = options.file.content;
  } else if (options.body !== undefined) {
    headers['Content-Type'] ??= 'application/json';
    body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  }
  try {
    return await fetch(address(to, options.query), {
      method: options.method ?? 'GET',
      credentials: 'same-origin',
      headers,
      body,
      signal: options.signal ?? null,
      ...(options.uncached && { cache: 'no-store' }),
    });
  } catch (error) {
    if (error instanceof DOMException) {
      throw error;
    }
    throw new Problem(0, OFFLINE, '', String(error), undefined, []);
  }
}

async function read<T>(response: Response, isMetadata: boolean): Promise<T> {
  const text = await response.text();
  if (text === '') {
    return undefined as T;
  }
  return (isMetadata ? JSON.parse(text, keepBounds) : JSON.parse(text)) as T;
}

/** JSON.parse tells its reviver how a number was written, in browsers from 2025 on. */
interface Source {
  source?: string;
}

// The bounds of a number field have more digits than JavaScript's numbers can hold.
function keepBounds(this: unknown, key: string, value: unknown, context?: Source): unknown {
  return (key === 'minimum' || key === 'maximum') && typeof value === 'number'
    ? (context?.source ?? String(value))
    : value;
}

function readEtag(response: Response): number | null {
  const match = /^"(\d+)"$/.exec(response.headers.get('ETag') ?? '');
  return match ? Number(match[1]) : null;
}
