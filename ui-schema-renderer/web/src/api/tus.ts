import type { StoredFile } from '@/schema/files';
import { path, request } from './http';
import { OFFLINE, Problem, readProblem } from './problem';
import { accessToken } from './session';

/**
 * Uploads in pieces, by tus 1.0: what is cut goes on from where the server says it is, also after
 * the page was loaded anew and the same file chosen again.
 */

const UPLOADS = '/api/v1/uploads';
const TUS = { 'Tus-Resumable': '1.0.0', Accept: 'application/json' };

/** What is sent at once, and so sent again at most. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** How long is waited after one cut and another, until the last of these is cut, too. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000];

const LONGEST_WAIT = 60_000;

/** Why an upload is stopped: what is given up is not kept on the server. */
export const GIVEN_UP = 'given up';

/** What is being sent: the same file chosen for two fields is sent twice. */
const running = new Set<string>();

/** Hears how far an upload is, from 0 to 1, and whether it waits for the connection. */
export type Progress = (share: number, isCut?: boolean) => void;

/** How a request ended: `status` is 0 where no answer came. */
interface Answer {
  status: number;
  header: (name: string) => string | null;
  problem: () => Promise<Problem>;
}

/** Wakes whoever waits for the connection. */
export interface Clock {
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Sends a file in pieces.
 *
 * @throws Problem
 */
export async function sendInPieces(
  file: File,
  onProgress: Progress,
  signal: AbortSignal,
  clock: Clock = realClock,
): Promise<StoredFile> {
  const name = `upload ${JSON.stringify([file.name, file.size, file.lastModified, file.type])}`;
  const key = running.has(name) ? null : name;
  running.add(name);
  const upload = new PiecewiseUpload(file, key, onProgress, signal, clock);
  try {
    return await upload.run();
  } catch (error) {
    if (signal.aborted) {
      if (signal.reason === GIVEN_UP) {
        await upload.giveUp();
      }
      throw new DOMException('', 'AbortError');
    }
    throw error;
  } finally {
    if (key !== null) {
      running.delete(key);
    }
  }
}

class PiecewiseUpload {
  private to: string | null;
  private cuts = 0;
  private share = 0;

  /**
   * @param key by which it is remembered where the file goes; null where it is not
   */
  constructor(
    private readonly file: File,
    private readonly key: string | null,
    private readonly onProgress: Progress,
    private readonly signal: AbortSignal,
    private readonly clock: Clock,
  ) {
    this.to = remembered(key);
  }

  private progress(bytes: number): void {
    this.share = bytes / this.file.size;
    this.onProgress(this.share);
  }

  async run(): Promise<StoredFile> {
    let at = this.to === null ? null : await this.ask();
    for (;;) {
      at ??= await this.begin();
      if (typeof at === 'string') {
        remember(this.key, null);
        return await request<StoredFile>(path`/api/v1/files/${at}`, { signal: this.signal });
      }
      this.progress(at);
      at = (await this.append(at)) ?? (await this.ask());
    }
  }

  async giveUp(): Promise<void> {
    const to = this.to;
    remember(this.key, null);
    if (to !== null) {
      await exchange('DELETE', to, {}, null, new AbortController().signal);
    }
  }

  /** Announces the file; nothing of it is there then. */
  private async begin(): Promise<number> {
    const answer = await this.insist('POST', UPLOADS, {
      'Upload-Length': String(this.file.size),
      'Upload-Metadata': `filename ${base64(this.file.name)}`,
    });
    this.to = answer.header('Location');
    if (answer.status !== 201 || this.to === null) {
      throw await answer.problem();
    }
    remember(this.key, this.to);
    return 0;
  }

  /** How far the server has it, or which file it became; null where it knows nothing of it. */
  private async ask(): Promise<number | string | null> {
    const answer = await this.insist('HEAD', this.to ?? UPLOADS, {});
    if (answer.status === 404 || answer.status === 410) {
      this.to = null;
      remember(this.key, null);
      return null;
    }
    if (answer.status !== 200) {
      throw await answer.problem();
    }
    return reached(answer);
  }

  /** Sends the next piece; null where it is to be asked how much of it has arrived. */
  private async append(from: number): Promise<number | string | null> {
    const piece = this.file.slice(from, from + PIECE_BYTES);
    const answer = await exchange(
      'PATCH',
      this.to ?? UPLOADS,
      { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' },
      piece,
      this.signal,
      (sent) => this.progress(from + sent),
    );
    if (answer.status === 204) {
      this.cuts = 0;
      return reached(answer);
    }
    if (!passes(answer.status) && answer.status !== 404) {
      throw await answer.problem();
    }
    await this.pause(answer);
    return null;
  }

  /** Asks until there is an answer that stays. */
  private async insist(
    method: string,
    to: string,
    headers: Record<string, string>,
  ): Promise<Answer> {
    for (;;) {
      const answer = await exchange(method, to, headers, null, this.signal);
      if (!passes(answer.status)) {
        return answer;
      }
      await this.pause(answer);
    }
  }

  private async pause(answer: Answer): Promise<void> {
    const wait = WAITS[this.cuts];
    this.cuts += 1;
    if (wait === undefined) {
      throw await answer.problem();
    }
    this.onProgress(this.share, true);
    const told = Number(answer.header('Retry-After') ?? 0) * 1_000;
    await this.clock.wait(Math.min(Math.max(wait, told || 0), LONGEST_WAIT), this.signal);
  }
}

/** Whether it may be otherwise in a moment: no answer, a server that is busy or being changed. */
function passes(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}

function reached(answer: Answer): number | string {
  return answer.header('Armature-File') ?? Number(answer.header('Upload-Offset'));
}

async function exchange(
  method: string,
  to: string,
  headers: Record<string, string>,
  body: Blob | null,
  signal: AbortSignal,
  onSent?: (bytes: number) => void,
): Promise<Answer> {
  let token = await tokenOrNone();
  let answer = await send(method, to, headers, body, token, signal, onSent);
  if (answer.status === 401 && token !== null) {
    token = await tokenOrNone(token);
    answer = token === null ? answer : await send(method, to, headers, body, token, signal, onSent);
  }
  return answer;
}

// While nobody can be reached, no token can be renewed either: the request then fails as others do.
async function tokenOrNone(refused?: string): Promise<string | null> {
  try {
    return await accessToken(refused);
  } catch {
    return null;
  }
}

/** `fetch` cannot tell how much of a body has gone. */
function send(
  method: string,
  to: string,
  headers: Record<string, string>,
  body: Blob | null,
  token: string | null,
  signal: AbortSignal,
  onSent?: (bytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new DOMException('', 'AbortError'));
      return;
    }
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop, { once: true });
    xhr.open(method, to);
    const all = { ...TUS, ...headers, ...(token !== null && { Authorization: `Bearer ${token}` }) };
    Object.entries(all).forEach(([name, value]) => xhr.setRequestHeader(name, value));
    xhr.upload.addEventListener('progress', (event) => onSent?.(event.loaded));
    xhr.addEventListener('loadend', () => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) {
        reject(new DOMException('', 'AbortError'));
      } else {
        resolve(answerOf(xhr));
      }
    });
    xhr.send(body);
  });
}

function answerOf(xhr: XMLHttpRequest): Answer {
  const { status, responseText } = xhr;
  return {
    status,
    header: (name) => (status === 0 ? null : xhr.getResponseHeader(name)),
    problem: async () =>
      status === 0
        ? new Problem(0, OFFLINE, '', 'the upload was cut', undefined, [])
        : readProblem(
            new Response(responseText, {
              status: status >= 200 && status < 600 && status !== 204 ? status : 500,
              headers: { 'Content-Type': xhr.getResponseHeader('Content-Type') ?? '' },
            }),
          ),
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

// Some browsers forbid it. The upload then begins anew after the page was loaded again.
function remembered(key: string | null): string | null {
  try {
    return key === null ? null : sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string | null, to: string | null): void {
  if (key === null) {
    return;
  }
  try {
    if (to === null) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, to);
    }
  } catch {
    // As above.
  }
}

/** Whoever waits for a connection that is back goes on at once. */
const realClock: Clock = {
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        window.removeEventListener('online', go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      const timer = setTimeout(go, milliseconds);
      window.addEventListener('online', go);
      signal.addEventListener('abort', go);
    }),
};
