import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { ACCEPTED } from '@/api/imports';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { Button } from '@/shared/ui/Button';
import styles from './Import.module.css';

interface FileChoiceProps {
  file: File | null;
  onChoose: (file: File) => void;
}

/** Where a file is dropped or chosen. */
export function FileChoice({ file, onChoose }: FileChoiceProps) {
  const t = useText();
  const locale = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const kilobytes = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0,
  });
  const take = (chosen: File | undefined) => {
    setOver(false);
    if (chosen) {
      onChoose(chosen);
    }
  };
  return (
    <div
      className={cx(styles.drop, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        take(event.dataTransfer.files[0]);
      }}
    >
      <FileUp className={styles.dropIcon} strokeWidth={1.6} />
      <div className={styles.dropWords}>
        <strong>{file ? file.name : t('import.drop')}</strong>
        <span className={styles.muted}>
          {file ? kilobytes.format(Math.ceil(file.size / 1000)) : t('import.formats')}
        </span>
      </div>
      <Button variant={file ? 'secondary' : 'primary'} onClick={() => input.current?.click()}>
        {t(file ? 'import.chooseOther' : 'import.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPTED}
        aria-label={t('import.choose')}
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
