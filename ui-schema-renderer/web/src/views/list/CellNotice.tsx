import { X } from 'lucide-react';
import type { FieldValue } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import type { Column } from './columns';
import styles from './Grid.module.css';
import type { CellFailure } from './useCellEdits';

interface CellNoticeProps {
  column: Column;
  failure: CellFailure;
  onDismiss: () => void;
  onInsist: (mine: FieldValue) => void;
}

/** At a cell: why it was not changed, and for a conflict the choice between two values. */
export function CellNotice({ column, failure, onDismiss, onInsist }: CellNoticeProps) {
  const t = useText();
  const locale = useLocale();
  const { conflict } = failure;
  const text = (value: FieldValue) =>
    column.kind.toText(value, column.field, locale) || t('common.empty');
  return (
    <div
      className={styles.notice}
      role="alert"
      onMouseDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <div className={styles.noticeTop}>
        <p>{failure.message}</p>
        <IconButton label={t('common.dismiss')} size="sm" tabIndex={-1} onClick={onDismiss}>
          <X />
        </IconButton>
      </div>
      {conflict && (
        <>
          <dl className={styles.versions}>
            <dt>{t('conflict.theirs')}</dt>
            <dd>{text(conflict.theirs)}</dd>
            <dt>{t('conflict.mine')}</dt>
            <dd>{text(conflict.mine)}</dd>
          </dl>
          <div className={styles.noticeActions}>
            <Button size="sm" onClick={onDismiss}>
              {t('conflict.keepTheirs')}
            </Button>
            <Button size="sm" variant="primary" onClick={() => onInsist(conflict.mine)}>
              {t('conflict.writeMine')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
