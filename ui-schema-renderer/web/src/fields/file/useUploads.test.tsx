// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { uploadFile } from '@/api/files';
import type { StoredFile } from '@/schema/files';
import { useUploads } from './useUploads';

vi.mock('@/api/files', () => ({ uploadFile: vi.fn(), discardFile: vi.fn() }));

interface Waiting {
  arrive: () => void;
  fail: (reason: Error) => void;
}

const waiting = new Map<string, Waiting>();

function aborted(): DOMException {
  return new DOMException('', 'AbortError');
}

function start() {
  const arrived: string[] = [];
  const hook = renderHook(() => useUploads((file) => arrived.push(file.name)));
  const send = (...names: string[]) =>
    act(() => hook.result.current.send(names.map((name) => new File(['x'], name))));
  const then = async (change: (one: Waiting) => void, name: string) => {
    await act(async () => {
      const one = waiting.get(name);
      expect(one).toBeDefined();
      if (one) {
        change(one);
      }
      await Promise.resolve();
    });
    // What follows from it takes further turns of the event loop.
    await act(() => new Promise<void>((resolve) => setTimeout(resolve)));
  };
  return {
    arrived,
    send,
    arrive: (name: string) => then((one) => one.arrive(), name),
    fail: (name: string, reason: Error) => then((one) => one.fail(reason), name),
    sending: () => hook.result.current.sending.map(({ name }) => name),
    failure: () => hook.result.current.failure,
  };
}

describe('uploads', () => {
  beforeEach(() => {
    waiting.clear();
    vi.mocked(uploadFile).mockImplementation((file) => {
      const done = new Promise<StoredFile>((resolve, reject) => {
        waiting.set(file.name, {
          arrive: () => resolve({ id: file.name, name: file.name } as StoredFile),
          fail: reject,
        });
      });
      return { done, cancel: vi.fn(), leave: vi.fn() };
    });
  });

  it('hands files over in the order they were chosen in, whichever arrives first', async () => {
    const uploads = start();
    uploads.send('a.txt');
    uploads.send('b.txt', 'c.txt');
    await uploads.arrive('c.txt');
    await uploads.arrive('b.txt');
    expect(uploads.arrived).toEqual([]);
    expect(uploads.sending()).toEqual(['a.txt', 'b.txt', 'c.txt']);
    await uploads.arrive('a.txt');
    expect(uploads.arrived).toEqual(['a.txt', 'b.txt', 'c.txt']);
    expect(uploads.sending()).toEqual([]);
  });

  it('does not let a file that failed hold up the others, and tells of it at once', async () => {
    const uploads = start();
    uploads.send('a.txt', 'b.txt', 'c.txt');
    await uploads.fail('b.txt', new Error('no'));
    expect(uploads.failure()).toContain('b.txt');
    expect(uploads.sending()).toEqual(['a.txt', 'c.txt']);
    await uploads.arrive('c.txt');
    expect(uploads.arrived).toEqual([]);
    await uploads.arrive('a.txt');
    expect(uploads.arrived).toEqual(['a.txt', 'c.txt']);
  });

  it('says nothing of a file that was cancelled', async () => {
    const uploads = start();
    uploads.send('a.txt', 'b.txt');
    await uploads.fail('a.txt', aborted());
    expect(uploads.failure()).toBeNull();
    await uploads.arrive('b.txt');
    expect(uploads.arrived).toEqual(['b.txt']);
  });
});
