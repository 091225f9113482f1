import type { StoredFile } from '@/schema/files';
import { address, path, requestBlob } from './http';
import { OFFLINE, Problem, readProblem } from './problem';
import { accessToken } from './session';

/** Files going out and coming in: bodies, of which the address alone is no key. */

const FILES = '/api/v1/files';

/** The sizes that thumbnails come in. */
export type ThumbnailSize = 64 | 256 | 1024;

export interface Upload {
  done: Promise<StoredFile>;
  /** Ends it, and what has arrived of it is not kept. */
  cancel: () => void;
  /** Ends it; a large one goes on where it was when its file is chosen again. */
  leave: () => void;
}

/** The largest file that is sent at once; larger ones are sent in pieces. */
const MOST_AT_ONCE = 8 * 1024 * 1024;

/**
 * Uploads a file and tells how far it is, from 0 to 1; `fetch` cannot.
 *
 * @param onProgress hears as well whether the upload waits for the connection
 */
export function uploadFile(
  file: File,
  onProgress: (share: number, isCut?: boolean) => void,
): Upload {
  if (file.size > MOST_AT_ONCE) {
    const stop = new AbortController();
    const pieces = import('./tus');
    return {
      done: pieces.then(({ sendInPieces }) => sendInPieces(file, onProgress, stop.signal)),
      cancel: () => void pieces.then(({ GIVEN_UP }) => stop.abort(GIVEN_UP)),
      leave: () => stop.abort(),
    };
  }
  const request = new XMLHttpRequest();
  const done = (async () => {
    const token = await accessToken();
    return await send(request, file, token, onProgress);
  })();
  const cancel = () => request.abort();
  return { done, cancel, leave: cancel };
}

function send(
  request: XMLHttpRequest,
  file: File,
  token: string | null,
  onProgress: (share: number) => void,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    request.open('POST', address(FILES, { name: file.name }));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (token !== null) {
      request.setRequestHeader('Authorization', `Bearer ${token}`);
    }
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) {
        onProgress(event.loaded / event.total);
      }
    });
    request.addEventListener('load', () => {
      if (request.status === 201) {
        resolve(JSON.parse(request.responseText) as StoredFile);
      } else {
        const response = new Response(request.responseText, {
          status: request.status,
          headers: { 'Content-Type': request.getResponseHeader('Content-Type') ?? '' },
        });
        void readProblem(response).then(reject, reject);
      }
    });
    request.addEventListener('error', () =>
      reject(new Problem(0, OFFLINE, '', 'the upload was cut', undefined, [])),
    );
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    request.send(file);
  });
}

/** @throws Problem */
export function fetchFile(id: string, size?: ThumbnailSize, signal?: AbortSignal): Promise<Blob> {
  return requestBlob(path`/api/v1/files/${id}/content`, {
    query: { size },
    signal,
  });
}

/** Lets the browser save a file under its name. Nothing of it is shown in the application. */
export async function saveFile(file: { id: string; name: string }): Promise<void> {
  saveBlob(await fetchFile(file.id), file.name);
}

/** Lets the browser save what is there already. */
export function saveBlob(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun before the address goes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Deletes a file that was uploaded and is not wanted after all. */
export async function discardFile(id: string): Promise<void> {
  const token = await accessToken();
  await fetch(path`/api/v1/files/${id}`, {
    method: 'DELETE',
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  });
}
