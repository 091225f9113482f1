import { useEffect, useRef } from 'react';
import { passkeyOptions, signInWithPasskey } from '@/api/session';
import { askPasskey, isTurnedAway, offersPasskeys } from '@/shared/lib/passkeys';

/** Before the challenge of the server has ended, there is another. */
const RENEWED_AFTER = 4 * 60_000;

/**
 * Lets the browser offer the person's passkeys where they type their address.
 *
 * @returns takes the offer back, for who asks for a passkey in another way
 */
export function useOfferedPasskey(active: boolean, onError: (error: unknown) => void): () => void {
  const tell = useRef(onError);
  const offer = useRef<AbortController | null>(null);
  useEffect(() => {
    tell.current = onError;
  });
  useEffect(() => {
    if (!active) {
      return;
    }
    const begin = async () => {
      offer.current?.abort();
      const mine = new AbortController();
      offer.current = mine;
      try {
        const passkey = await askPasskey(await passkeyOptions('sign_in'), mine.signal);
        await signInWithPasskey(passkey);
      } catch (error) {
        // Nobody has asked for it, so only what came of a passkey is told.
        if (!isTurnedAway(error) && !mine.signal.aborted) {
          tell.current(error);
        }
      }
    };
    let timer: ReturnType<typeof setInterval> | undefined;
    let left = false;
    void offersPasskeys().then((offers) => {
      if (offers && !left) {
        void begin();
        timer = setInterval(() => void begin(), RENEWED_AFTER);
      }
    });
    return () => {
      left = true;
      clearInterval(timer);
      offer.current?.abort();
    };
  }, [active]);
  return () => offer.current?.abort();
}
