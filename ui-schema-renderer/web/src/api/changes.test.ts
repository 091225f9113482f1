import { describe, expect, it } from 'vitest';
import { eventReader } from './changes';

describe('a stream of events', () => {
  const events: { id: string | null; type: string; data: string }[] = [];
  const take = eventReader((event) => events.push(event));

  it('is put together from pieces that end anywhere', () => {
    const text =
      'retry: 1000\n\nid: a\nevent: changed\ndata: {"id":"1"}\n\n:\nid: b\n\nevent: end\ndata: {}\n\n';
    for (const letter of text) {
      take(letter);
    }
    expect(events).toEqual([
      { id: null, type: '', data: '' },
      { id: 'a', type: 'changed', data: '{"id":"1"}' },
      { id: 'b', type: '', data: '' },
      { id: 'b', type: 'end', data: '{}' },
    ]);
  });

  it('keeps what has not ended for the next piece', () => {
    events.length = 0;
    take('event: ready\nda');
    expect(events).toEqual([]);
    take('ta: 1\n\n');
    expect(events).toEqual([{ id: 'b', type: 'ready', data: '1' }]);
  });
});
