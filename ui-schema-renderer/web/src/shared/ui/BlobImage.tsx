import { useEffect, useRef } from 'react';

/** An image that was fetched with the person's rights, which an `img` by itself has not. */
export function BlobImage({ blob, className }: { blob: Blob; className?: string | undefined }) {
  const shown = useRef<HTMLImageElement>(null);
  useEffect(() => {
    if (!shown.current) {
      return undefined;
    }
    const url = URL.createObjectURL(blob);
    shown.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  return <img ref={shown} className={className} alt="" draggable={false} />;
}
