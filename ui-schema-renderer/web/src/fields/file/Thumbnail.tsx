import { useQuery } from '@tanstack/react-query';
import { File as FileIcon, FileImage, FileText } from 'lucide-react';
import { fetchFile, type ThumbnailSize } from '@/api/files';
import { isImage, type StoredFile } from '@/schema/files';
import { BlobImage } from '@/shared/ui/BlobImage';
import styles from './file.module.css';

/** An image fetched with the person's rights, which an `img` by itself has not. */
function useThumbnail(file: StoredFile, size: ThumbnailSize): Blob | undefined {
  const { data } = useQuery({
    queryKey: ['files', file.id, size],
    queryFn: ({ signal }) => fetchFile(file.id, size, signal),
    // A file never changes.
    staleTime: Infinity,
    structuralSharing: false,
    enabled: isImage(file),
  });
  return data;
}

interface ThumbnailProps {
  file: StoredFile;
  size: ThumbnailSize;
  className?: string | undefined;
}

/** A small picture of an image, or a sign for any other file. The name stands beside it. */
export function Thumbnail({ file, size, className }: ThumbnailProps) {
  const image = useThumbnail(file, size);
  if (image) {
    return <BlobImage blob={image} className={className ?? styles.thumbnail} />;
  }
  const Sign = isImage(file) ? FileImage : file.mediaType.startsWith('text/') ? FileText : FileIcon;
  return (
    <span className={styles.sign}>
      <Sign aria-hidden />
    </span>
  );
}
