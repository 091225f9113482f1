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
  cancel: () => void;
}

/** Uploads a file and tells how far it is, from 0 to 1; `fetch` cannot. */
export function uploadFile(file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = (async () => {
    const token = await accessToken();
    return await send(request, file, token, onProgress);
  })();
  return { done, cancel: () => request.abort() };
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
