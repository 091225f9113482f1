// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredFile } from '@/schema/files';
import { request } from './http';
import { GIVEN_UP, sendInPieces } from './tus';

vi.mock('./http', () => ({
  request: vi.fn(),
  path: (parts: TemplateStringsArray, id: string) => parts.join(id),
}));
vi.mock('./session', () => ({ accessToken: () => Promise.resolve('token') }));

const MIB = 1024 * 1024;

interface Asked {
  method: string;
  to: string;
  headers: Record<string, string>;
  bytes: number;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A server that takes uploads, and can be told to behave otherwise for a while. */
class Server {
  received: number | null = null;
  size = 0;
  readonly asked: Asked[] = [];
  /** Pieces are not answered from here on. */
  holdsFrom = Infinity;
  /** What is answered in place of the truth, by turns; a number of bytes is what gets through before a cut, null is no trouble. */
  readonly troubles: (Answer | number | null)[] = [];

  isHeld({ method }: Asked): boolean {
    return method === 'PATCH' && (this.received ?? 0) >= this.holdsFrom;
  }

  answer(asked: Asked): Answer {
    this.asked.push(asked);
    const trouble = asked.method === 'PATCH' ? (this.troubles.shift() ?? null) : null;
    if (trouble !== null && typeof trouble === 'object') {
      return trouble;
    }
    switch (asked.method) {
      case 'POST':
        this.received = 0;
        this.size = Number(asked.headers['Upload-Length']);
        return { status: 201, headers: { Location: '/api/v1/uploads/one' } };
      case 'DELETE':
        this.received = null;
        return { status: 204 };
      case 'PATCH':
        if (this.received === null || Number(asked.headers['Upload-Offset']) !== this.received) {
          return { status: this.received === null ? 404 : 409 };
        }
        this.received += trouble ?? asked.bytes;
        return trouble === null ? this.state(204) : { status: 0 };
      default:
        return this.received === null ? { status: 404 } : this.state(200);
    }
  }

  private state(status: number): Answer {
    const isWhole = this.received === this.size;
    return {
      status,
      headers: {
        'Upload-Offset': String(this.received),
        ...(isWhole && { 'Armature-File': 'the-file' }),
      },
    };
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method);
  }
}

let server: Server;

class FakeRequest extends EventTarget {
  status = 0;
  responseText = '';
  readonly upload = new EventTarget();
  private readonly asked: Asked = { method: '', to: '', headers: {}, bytes: 0 };
  private answerHeaders: Record<string, string> = {};
  private held = false;
  private aborted = false;

  open(method: string, to: string): void {
    Object.assign(this.asked, { method, to });
  }

  setRequestHeader(name: string, value: string): void {
    this.asked.headers[name] = value;
  }

  getResponseHeader(name: string): string | null {
    return this.answerHeaders[name] ?? null;
  }

  send(body: Blob | null): void {
    this.asked.bytes = body?.size ?? 0;
    setTimeout(() => {
      this.held = !this.aborted && server.isHeld(this.asked);
      if (this.held) {
        return;
      }
      if (!this.aborted) {
        const answer = server.answer(this.asked);
        this.status = answer.status;
        this.responseText = answer.body ?? '';
        this.answerHeaders = answer.headers ?? {};
      }
      this.dispatchEvent(new Event('loadend'));
    });
  }

  abort(): void {
    this.aborted = true;
    if (this.held) {
      this.dispatchEvent(new Event('loadend'));
    }
  }
}

const waits: number[] = [];
const clock = {
  wait: (milliseconds: number) => {
    waits.push(milliseconds);
    return Promise.resolve();
  },
};

function file(name = 'Отчёт.bin', size = 20 * MIB): File {
  return new File([new Uint8Array(size)], name, { lastModified: 1_700_000_000_000 });
}

function send(what: File, stop = new AbortController(), progress = vi.fn()): Promise<StoredFile> {
  return sendInPieces(what, progress, stop.signal, clock);
}

/** An upload of which one piece has arrived, and no other will until it is stopped. */
async function begun(stop: AbortController): Promise<Promise<StoredFile>[]> {
  server.holdsFrom = 8 * MIB;
  const sent = send(file(), stop);
  await vi.waitFor(() => expect(server.received).toBe(8 * MIB));
  return [sent];
}

async function left(): Promise<void> {
  const stop = new AbortController();
  const [sent] = await begun(stop);
  stop.abort();
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  server.holdsFrom = Infinity;
}

describe('an upload in pieces', () => {
  beforeEach(() => {
    server = new Server();
    waits.length = 0;
    sessionStorage.clear();
    vi.stubGlobal('XMLHttpRequest', FakeRequest);
    vi.mocked(request).mockReset().mockResolvedValue({ id: 'the-file' });
  });

  it('announces the file by name and size, and sends one piece after the other', async () => {
    const progress = vi.fn();
    expect(await send(file(), new AbortController(), progress)).toEqual({ id: 'the-file' });
    expect(server.asked.map(({ method, bytes }) => [method, bytes])).toEqual([
      ['POST', 0],
      ['PATCH', 8 * MIB],
      ['PATCH', 8 * MIB],
      ['PATCH', 4 * MIB],
    ]);
    const [first, second] = server.asked;
    expect(first?.headers).toMatchObject({
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(20 * MIB),
      'Upload-Metadata': 'filename 0J7RgtGH0ZHRgi5iaW4=',
      Authorization: 'Bearer token',
    });
    expect(second?.to).toBe('/api/v1/uploads/one');
    expect(progress.mock.calls.map(([share]) => share as number)).toEqual([0, 0.4, 0.8]);
    expect(sessionStorage).toHaveLength(0);
  });

  it('goes on from where the server says it is after the connection was cut', async () => {
    const progress = vi.fn();
    server.troubles.push(3 * MIB);
    await send(file(), new AbortController(), progress);
    expect(server.methods()).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH', 'PATCH', 'PATCH']);
    expect(server.asked[3]?.headers['Upload-Offset']).toBe(String(3 * MIB));
    expect(progress).toHaveBeenCalledWith(0, true);
    expect(progress).toHaveBeenLastCalledWith(expect.closeTo(19 / 20, 5));
  });

  it('waits longer each time, no shorter than it is told to, and gives up in the end', async () => {
    for (let i = 0; i < 40; i++) {
      server.troubles.push({ status: 503, headers: { 'Retry-After': '3' }, body: '{"code": "x"}' });
    }
    await expect(send(file())).rejects.toMatchObject({ status: 503, code: 'x' });
    expect(waits).toEqual([3, 3, 3, 4, 8, 15, 30, 30, 30].map((seconds) => seconds * 1_000));
    // It is not lost: chosen again, the file goes on.
    server.troubles.length = 0;
    await send(file());
    expect(server.methods().filter((method) => method === 'POST')).toHaveLength(1);
  });

  it('begins to count waits anew once a piece has arrived', async () => {
    server.troubles.push(0, 0, null, 0);
    await send(file());
    expect(waits).toEqual([500, 1_000, 500]);
  });

  it('goes on after the page was loaded anew, when the same file is chosen', async () => {
    await left();
    expect(server.received).toBe(8 * MIB);
    const from = server.asked.length;
    await send(file());
    const again = server.asked.slice(from);
    expect(again[0]?.method).toBe('HEAD');
    expect(again.filter(({ method }) => method === 'POST')).toHaveLength(0);
    expect(Number(again[1]?.headers['Upload-Offset'])).toBeGreaterThanOrEqual(8 * MIB);
  });

  it('takes another file, or the same after a change, for another upload', async () => {
    await left();
    const changed = new File([new Uint8Array(20 * MIB)], 'Отчёт.bin', { lastModified: 5 });
    await send(changed);
    expect(server.methods().filter((method) => method === 'POST')).toHaveLength(2);
  });

  it('begins anew where the server has forgotten it', async () => {
    await left();
    server.received = null;
    expect(await send(file())).toEqual({ id: 'the-file' });
    expect(server.received).toBe(20 * MIB);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const stop = new AbortController();
    const [sent] = await begun(stop);
    stop.abort(GIVEN_UP);
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.received).toBeNull();
    expect(server.methods().at(-1)).toBe('DELETE');
    expect(sessionStorage).toHaveLength(0);
  });

  it('tells what the server refuses, and does not try that again', async () => {
    server.troubles.push({ status: 422, body: '{"code": "infected_file", "detail": "no"}' });
    await expect(send(file())).rejects.toMatchObject({ status: 422, code: 'infected_file' });
    expect(server.methods()).toEqual(['POST', 'PATCH']);
  });

  it('sends a file twice that is chosen for two fields at once', async () => {
    const stop = new AbortController();
    const [first] = await begun(stop);
    server.holdsFrom = Infinity;
    server.asked.length = 0;
    expect(await send(file())).toEqual({ id: 'the-file' });
    expect(server.methods()).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  });
});
