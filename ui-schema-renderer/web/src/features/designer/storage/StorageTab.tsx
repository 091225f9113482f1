import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Database, Table2 } from 'lucide-react';
import { useState } from 'react';
import { moveStorage, type ColumnState, type Place, type Storage } from '@/api/metadata';
import { isRunning, jobsQuery, storageQuery } from '@/api/queries';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { Failure } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import { TypeTile } from '../fields/TypeTile';
import styles from './Storage.module.css';

/** Where an object's records are kept, which indexes they have, and the way to another place. */
export function StorageTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const storage = useQuery(storageQuery(object.name));
  if (storage.error) {
    return <Failure error={storage.error} onRetry={() => void storage.refetch()} />;
  }
  if (!storage.data) {
    return <SkeletonLines count={6} label={t('common.loading')} />;
  }
  return (
    <div className={styles.storage}>
      <PlaceCard object={object} storage={storage.data} />
      <Figures storage={storage.data} />
      <Columns object={object} storage={storage.data} />
    </div>
  );
}

function PlaceCard({ object, storage }: { object: ObjectDefinition; storage: Storage }) {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const isMoving = useQuery(jobsQuery).data?.some(
    (job) => job.object === object.name && job.kind === 'storage' && isRunning(job),
  );
  const isOwn = storage.place === 'dedicated';
  const move = async (place: Place) => {
    setBusy(true);
    try {
      await moveStorage(object.name, place);
      await client.invalidateQueries({ queryKey: ['jobs'] });
    } catch (error) {
      tell(error);
    }
    setBusy(false);
    setAsking(false);
  };
  return (
    <section className={styles.place} aria-labelledby="storage-place">
      <div className={styles.words}>
        <h2 id="storage-place" className={styles.name}>
          {isOwn ? <Table2 /> : <Database />}
          {t(`designer.storage.place.${storage.place}`)}
        </h2>
        <p className={styles.help}>{t(`designer.storage.help.${storage.place}`)}</p>
      </div>
      <div className={styles.actions}>
        {isOwn ? (
          <>
            <Button disabled={isMoving} busy={busy} onClick={() => void move('dedicated')}>
              {t('designer.storage.order')}
            </Button>
            <Button disabled={isMoving} onClick={() => setAsking(true)}>
              {t('designer.storage.back')}
            </Button>
          </>
        ) : (
          <Button
            variant="primary"
            disabled={isMoving}
            busy={busy}
            onClick={() => void move('dedicated')}
          >
            {t('designer.storage.move')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={isAsking}
        title={t('designer.storage.backTitle')}
        description={t('designer.storage.backText')}
        action={t('designer.storage.back')}
        variant="primary"
        busy={busy}
        onConfirm={() => void move('shared')}
        onClose={() => setAsking(false)}
      />
    </section>
  );
}

function Figures({ storage }: { storage: Storage }) {
  const t = useText();
  const number = new Intl.NumberFormat(useLocale());
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{t('designer.storage.records')}</dt>
        <dd>{number.format(storage.records)}</dd>
      </div>
      <div>
        <dt>{t('designer.storage.threshold')}</dt>
        <dd>{number.format(storage.threshold)}</dd>
      </div>
    </dl>
  );
}

const COLORS: Record<ColumnState, string> = {
  missing: 'gray',
  filling: 'blue',
  ready: 'green',
  unused: 'amber',
  not_possible: 'red',
};

function Columns({ object, storage }: { object: ObjectDefinition; storage: Storage }) {
  const t = useText();
  const locale = useLocale();
  if (storage.columns.length === 0) {
    return <p className={styles.muted}>{t('designer.storage.noColumns')}</p>;
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.columns}>
        <thead>
          <tr>
            <th scope="col">{t('designer.storage.field')}</th>
            <th scope="col">{t('designer.storage.index')}</th>
            <th scope="col">{t('designer.storage.state')}</th>
            <th scope="col">{t('designer.storage.why')}</th>
          </tr>
        </thead>
        <tbody>
          {storage.columns.map((column) => {
            const field = object.fields.find((one) => one.name === column.field);
            return (
              <tr key={column.field}>
                <td>
                  <span className={styles.field}>
                    <TypeTile type={field?.type ?? ''} size={20} />
                    {field ? labelOf(field, locale) : column.field}
                  </span>
                </td>
                <td>{column.index && t(`designer.storage.indexes.${column.index}`)}</td>
                <td>
                  <Badge color={COLORS[column.state]} dot>
                    {t(`designer.storage.states.${column.state}`)}
                  </Badge>
                </td>
                <td className={styles.muted}>
                  {t(column.advised ? 'designer.storage.advised' : 'designer.storage.wanted')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
