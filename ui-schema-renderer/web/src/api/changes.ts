import { requestStream } from './http';

/** The stream by which the server tells of records that change. */

/** That a record changed. What it is now is asked for where it is shown. */
export interface Change {
  type: 'created' | 'changed' | 'deleted' | 'restored' | 'gone';
  object: string;
  id: string;
  version?: number;
}

export type Told =
  | { kind: 'change'; change: Change }
  /** From here on all is told as it comes. */
  | { kind: 'ready' }
  /** Changes were missed. */
  | { kind: 'reset' }
  | { kind: 'metadata' }
  | { kind: 'end'; reason: string };

interface ServerEvent {
  id: string | null;
  type: string;
  data: string;
}

/** Puts the pieces of a stream together to events, as the HTML standard reads them. */
export function eventReader(onEvent: (event: ServerEvent) => void): (text: string) => void {
  let rest = '';
  let id: string | null = null;
  let type = '';
  let data: string[] = [];
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        onEvent({ id, type, data: data.join('\n') });
        type = '';
        data = [];
      } else if (line.startsWith('id: ')) {
        id = line.slice(4);
      } else if (line.startsWith('event: ')) {
        type = line.slice(7);
      } else if (line.startsWith('data: ')) {
        data.push(line.slice(6));
      }
    }
  };
}

function read({ type, data }: ServerEvent): Told | null {
  switch (type) {
    case 'created':
    case 'changed':
    case 'deleted':
    case 'restored':
    case 'gone':
      return { kind: 'change', change: JSON.parse(data) as Change };
    case 'ready':
    case 'reset':
    case 'metadata':
      return { kind: type };
    case 'end':
      return { kind: 'end', reason: (JSON.parse(data) as { reason: string }).reason };
    default:
      return null;
  }
}

/**
 * Listens until the stream ends.
 *
 * @param last the id of the last event that was heard, or null
 * @param onTold called with each event and the id by which one goes on after it
 * @throws Problem
 */
export async function listen(
  last: string | null,
  signal: AbortSignal,
  onTold: (told: Told | null, id: string | null) => void,
): Promise<void> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  if (last !== null) {
    headers['Last-Event-ID'] = last;
  }
  const body = await requestStream('/api/v1/events', { headers, signal });
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const take = eventReader((event) => onTold(read(event), event.id));
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    take(piece.value);
  }
}
