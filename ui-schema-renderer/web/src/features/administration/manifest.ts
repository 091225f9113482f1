import type { Capabilities } from '@/api/plugins';

/** What a plugin's archive says of itself, read before it is sent anywhere. */
export interface Manifest {
  id: string;
  version: string;
  name: string;
  description: string;
  capabilities: Capabilities;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The end record is at most this far from the end: its own length and a comment. */
const FARTHEST_END = 22 + 65_535;

function endOf(view: DataView): number {
  const last = Math.max(0, view.byteLength - FARTHEST_END);
  for (let at = view.byteLength - 22; at >= last; at--) {
    if (view.getUint32(at, true) === END) {
      return at;
    }
  }
  return -1;
}

/** The content of one file of a zip archive; null when there is none of that name. */
export async function fileOfZip(zip: ArrayBuffer, wanted: string): Promise<string | null> {
  const view = new DataView(zip);
  const end = endOf(view);
  if (end < 0) {
    return null;
  }
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > zip.byteLength || view.getUint32(at, true) !== ENTRY) {
      return null;
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(zip, at + 46, nameLength));
    if (name === wanted) {
      return read(zip, view, at);
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return null;
}

async function read(zip: ArrayBuffer, view: DataView, entry: number): Promise<string | null> {
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const content = new Blob([new Uint8Array(zip, start, size)]);
  if (method === STORED) {
    return content.text();
  }
  if (method !== DEFLATED) {
    return null;
  }
  return new Response(content.stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/**
 * The manifest in a plugin's archive. Null when it cannot be read: the server then says what is
 * wrong with the archive.
 */
export async function readManifest(zip: ArrayBuffer): Promise<Manifest | null> {
  try {
    const json = await fileOfZip(zip, 'plugin.json');
    const manifest = json === null ? null : (JSON.parse(json) as Record<string, unknown> | null);
    if (typeof manifest !== 'object' || manifest === null || text(manifest['id']) === '') {
      return null;
    }
    const capabilities = manifest['capabilities'];
    return {
      id: text(manifest['id']),
      version: text(manifest['version']),
      name: text(manifest['name']) || text(manifest['id']),
      description: text(manifest['description']),
      capabilities:
        typeof capabilities === 'object' && capabilities !== null
          ? (capabilities as Capabilities)
          : {},
    };
  } catch {
    return null;
  }
}
