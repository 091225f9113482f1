import { FilterX, Plus } from 'lucide-react';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { useObjectIcons } from '@/shared/ui/ObjectIcon';
import { Skeleton } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { Failure } from '@/views/Failure';
import type { ListState } from '@/views/list/useListState';
import { Table } from 'lucide-react';
import styles from './List.module.css';

/** What stands in place of the rows of a list. */

const WIDTHS = [210, 150, 240, 180, 130, 220, 170, 200, 140, 190];

export function ListLoading() {
  const t = useText();
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      {WIDTHS.map((width, i) => (
        <div key={i} className={styles.loadingRow}>
          <Skeleton width={16} height={16} />
          <Skeleton width={width} />
          <Skeleton width={80 + ((width * 7) % 60)} />
          <Skeleton width={70 + ((width * 3) % 90)} />
          <Skeleton width={60 + ((width * 5) % 70)} />
        </div>
      ))}
    </div>
  );
}

interface NoRecordsProps {
  object: ObjectDefinition;
  onCreate: () => void;
}

export function NoRecords({ object, onCreate }: NoRecordsProps) {
  const t = useText();
  const locale = useLocale();
  const icon = useObjectIcons()?.[object.icon ?? ''] ?? Table;
  return (
    <EmptyState
      icon={icon}
      title={t('list.empty', { objects: pluralOf(object, locale) })}
      actions={
        <Button variant="primary" icon={<Plus />} onClick={onCreate}>
          {t('list.create')}
        </Button>
      }
    >
      {t('list.emptyHint')}
    </EmptyState>
  );
}

export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useText();
  return (
    <EmptyState
      icon={FilterX}
      title={t('list.noMatch')}
      role="status"
      actions={<Button onClick={onClear}>{t('filter.clear')}</Button>}
    >
      {t('list.noMatchHint')}
    </EmptyState>
  );
}

interface ListFailureProps {
  error: unknown;
  state: ListState;
  onRetry: () => void;
}

export function ListFailure({ error, state, onRetry }: ListFailureProps) {
  const t = useText();
  return (
    <>
      <Failure error={error} onRetry={onRetry} />
      {state.isChanged && (
        <p className={styles.failureReset}>
          <Button onClick={state.reset}>{t('list.reset')}</Button>
        </p>
      )}
    </>
  );
}
