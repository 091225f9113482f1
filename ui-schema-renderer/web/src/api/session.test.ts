import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { request } from './http';
import { seeAs, signIn } from './session';

const MINUTE = 60_000;

/** What was sent, and as whom. */
let sent: { path: string; as: string | null }[] = [];
const assign = vi.fn();

function answer(path: string): Response {
  if (path.startsWith('/api/v1/auth/login')) {
    return Response.json({ access_token: 'own', expires_in: 3600 });
  }
  return path.endsWith('/see-as')
    ? Response.json({ access_token: 'other', expires_in: 900 })
    : Response.json({});
}

beforeEach(async () => {
  sent = [];
  vi.useFakeTimers();
  vi.stubGlobal('location', { assign });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const header = new Headers(init.headers).get('Authorization');
    sent.push({ path, as: header?.replace('Bearer ', '') ?? null });
    return Promise.resolve(answer(path));
  });
  await signIn({ tenant: 'acme', email: 'ann@acme.example', password: 'secret' });
  await seeAs('bob');
  sent = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  assign.mockClear();
});

test('who sees as somebody else asks as them', async () => {
  await request('/api/v1/me');

  expect(sent).toEqual([{ path: '/api/v1/me', as: 'other' }]);
  expect(assign).not.toHaveBeenCalled();
});

test('what is asked for when the time to see as somebody else is over is not done as oneself', async () => {
  vi.advanceTimersByTime(15 * MINUTE);
  const answered = vi.fn();
  request('/api/v1/records/deal/1', { method: 'DELETE' }).then(answered, answered);
  request('/api/v1/records/deal/2', { method: 'DELETE' }).then(answered, answered);
  await vi.runAllTimersAsync();

  expect(sent).toEqual([]);
  expect(answered).not.toHaveBeenCalled();
  expect(assign).toHaveBeenCalledWith('/');
});
