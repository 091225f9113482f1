import { ArrowUp, Files, Image, Paperclip, Upload, X } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { saveFile } from '@/api/files';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import type { FieldView } from '@/schema/fieldView';
import { filesOf, filesValue, isImage, sizeText, type StoredFile } from '@/schema/files';
import type { FieldValue } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { useFieldWiring } from '@/shared/ui/FieldFrame';
import styles from './file.module.css';
import { Thumbnail } from './Thumbnail';
import { useUploads, type Uploads } from './useUploads';

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

function isList(field: FieldView): boolean {
  return field.control === 'files';
}

function Cell({ value }: CellProps) {
  const files = filesOf(value);
  const [first] = files;
  if (!first) {
    return null;
  }
  return (
    <span className={styles.cell} title={names(value)}>
      {files.length === 1 ? (
        <>
          <Thumbnail file={first} size={64} />
          <span className={styles.name}>{first.name}</span>
        </>
      ) : (
        files.slice(0, 6).map((file) => <Thumbnail key={file.id} file={file} size={64} />)
      )}
    </span>
  );
}

function names(value: FieldValue): string {
  return filesOf(value)
    .map((file) => file.name)
    .join('; ');
}

/** The files that are there, those on their way, and where more are dropped or chosen. */
function Input({ field, value, onChange, disabled = false }: InputProps) {
  const files = filesOf(value);
  // Two files may arrive before this is shown again: the second is put to the first.
  const latest = useRef<readonly StoredFile[]>(files);
  useEffect(() => {
    latest.current = files;
  });
  const change = (next: readonly StoredFile[]) => {
    latest.current = next;
    onChange(filesValue(next, isList(field)));
  };
  const uploads = useUploads((file) => change(isList(field) ? [...latest.current, file] : [file]));
  const room = (isList(field) ? (field.maxItems ?? 20) : 1) - files.length;
  const [first] = files;
  return (
    <div className={styles.field}>
      {field.control === 'image' && first && isImage(first) && (
        <Thumbnail file={first} size={1024} className={styles.preview} />
      )}
      {files.length > 0 && (
        <ol className={styles.files} aria-label={field.label}>
          {files.map((file, i) => (
            <Row
              key={file.id}
              file={file}
              disabled={disabled}
              onUp={i > 0 ? () => change(movedUp(files, i)) : undefined}
              onRemove={() => {
                uploads.remove(file);
                change(files.filter((other) => other.id !== file.id));
              }}
            />
          ))}
        </ol>
      )}
      <Sendings uploads={uploads} />
      {!field.readOnly && room > uploads.sending.length && (
        <Drop
          field={field}
          disabled={disabled}
          onFiles={(chosen) => uploads.send(chosen.slice(0, room - uploads.sending.length))}
        />
      )}
    </div>
  );
}

/** The list with one of its files a place further up. */
export function movedUp<T>(list: readonly T[], index: number): T[] {
  const next = [...list];
  next.splice(index - 1, 0, ...next.splice(index, 1));
  return next;
}

interface RowProps {
  file: StoredFile;
  disabled: boolean;
  onUp: (() => void) | undefined;
  onRemove: () => void;
}

function Row({ file, disabled, onUp, onRemove }: RowProps) {
  const t = useText();
  const locale = useLocale();
  return (
    <li className={styles.file}>
      <Thumbnail file={file} size={64} />
      <button
        type="button"
        className={styles.save}
        title={t('fields.file.save', { file: file.name })}
        onClick={() => void saveFile(file)}
      >
        {file.name}
      </button>
      <span className={styles.size}>{sizeText(file.size, locale)}</span>
      {onUp && !disabled && (
        <IconButton label={t('reference.moveUp', { record: file.name })} onClick={onUp}>
          <ArrowUp />
        </IconButton>
      )}
      {!disabled && (
        <IconButton label={t('fields.file.remove', { file: file.name })} onClick={onRemove}>
          <X />
        </IconButton>
      )}
    </li>
  );
}

function Sendings({ uploads }: { uploads: Uploads }) {
  const t = useText();
  return (
    <>
      {uploads.sending.length > 0 && (
        <ul className={styles.files}>
          {uploads.sending.map(({ key, name, share, isCut }) => (
            <li key={key} className={styles.file}>
              <span className={styles.name}>{name}</span>
              {isCut && (
                <span className={styles.size} role="status">
                  {t('fields.file.cut')}
                </span>
              )}
              <progress
                className={styles.progress}
                value={share}
                aria-label={t('fields.file.sending', { file: name })}
              />
              <IconButton
                label={t('fields.file.cancel', { file: name })}
                onClick={() => uploads.cancel(key)}
              >
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {uploads.failure !== null && (
        <p className={styles.failure} role="alert">
          {uploads.failure}
        </p>
      )}
    </>
  );
}

interface DropProps {
  field: FieldView;
  disabled: boolean;
  onFiles: (files: File[]) => void;
}

function Drop({ field, disabled, onFiles }: DropProps) {
  const t = useText();
  const wiring = useFieldWiring();
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const accept = field.accept ?? (field.control === 'image' ? IMAGES : undefined);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <>
      <button
        type="button"
        className={styles.drop}
        disabled={disabled}
        data-over={isOver}
        onClick={() => chooser.current?.click()}
        onDragEnter={over}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          onFiles([...event.dataTransfer.files]);
        }}
        {...wiring}
      >
        <Upload aria-hidden />
        {t(field.control === 'image' ? 'fields.file.dropImage' : 'fields.file.drop')}
      </button>
      <input
        ref={chooser}
        type="file"
        className={styles.chooser}
        aria-label={field.label}
        tabIndex={-1}
        multiple={isList(field)}
        accept={accept?.join(',')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}

const kind: Omit<FieldKind, 'applies' | 'icon' | 'width'> = {
  rank: 1,
  // Files are dropped into the form, where there is room for them.
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: names,
};

export const fileField: FieldKind = {
  ...kind,
  applies: isControl('file'),
  icon: Paperclip,
  width: 200,
};

export const filesField: FieldKind = {
  ...kind,
  applies: isControl('files'),
  icon: Files,
  width: 200,
};

export const imageField: FieldKind = {
  ...kind,
  applies: isControl('image'),
  icon: Image,
  width: 180,
};
