import { useEffect, useRef, useState } from 'react';
import { discardFile, uploadFile, type Upload } from '@/api/files';
import { isAborted, toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import type { StoredFile } from '@/schema/files';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';

/** A file on its way to the server. */
export interface Sending {
  key: number;
  name: string;
  /** From 0 to 1. */
  share: number;
  /** Whether it waits for the connection. */
  isCut: boolean;
}

export interface Uploads {
  sending: readonly Sending[];
  failure: string | null;
  send: (files: readonly File[]) => void;
  cancel: (key: number) => void;
  /** Forgets a file; one that was uploaded here is deleted, for no record holds it. */
  remove: (file: StoredFile) => void;
}

let lastKey = 0;

/** Sends files at once, and hands each over when it and all that were sent before it have arrived. */
export function useUploads(onDone: (file: StoredFile) => void): Uploads {
  const t = useText();
  const locale = useLocale();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef(new Map<number, Upload>());
  const own = useRef(new Set<string>());
  // Files keep the order they were chosen in, whichever of them arrives first.
  const handedOver = useRef<Promise<unknown>>(Promise.resolve());
  // What arrives is put to the value as it is then, not as it was when it was sent.
  const done = useEvent(onDone);
  useEffect(() => {
    const uploads = running.current;
    return () => uploads.forEach((upload) => upload.leave());
  }, []);

  const forget = (key: number) => {
    running.current.delete(key);
    setSending((all) => all.filter((one) => one.key !== key));
  };

  const begin = (file: File) => {
    lastKey += 1;
    const key = lastKey;
    setSending((all) => [...all, { key, name: file.name, share: 0, isCut: false }]);
    const upload = uploadFile(file, (share, isCut = false) =>
      setSending((all) => all.map((one) => (one.key === key ? { ...one, share, isCut } : one))),
    );
    running.current.set(key, upload);
    const before = handedOver.current;
    const arrival = upload.done
      .then(async (stored) => {
        own.current.add(stored.id);
        await before;
        done(stored);
      })
      .catch((error: unknown) => {
        if (!isAborted(error)) {
          const { title, detail } = problemText(toProblem(error), t, locale);
          setFailure(`${file.name}: ${detail || title}`);
        }
      })
      .finally(() => forget(key));
    handedOver.current = Promise.all([before, arrival]);
  };

  return {
    sending,
    failure,
    send: (files) => {
      setFailure(null);
      files.forEach(begin);
    },
    cancel: (key) => running.current.get(key)?.cancel(),
    remove: (file) => {
      if (own.current.delete(file.id)) {
        void discardFile(file.id);
      }
    },
  };
}
