import { useQuery } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { formQuery } from '@/api/queries';
import type { ObjectDefinition } from '@/schema/metadata';
import type { RawRecord, Values } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { useEvent } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { useApp } from '../AppContext';
import { Failure } from '../Failure';
import { LeaveGuard } from '../form/LeaveGuard';
import { RecordForm } from '../form/RecordForm';
import { useRecordForm, type Saved } from '../form/useRecordForm';
import styles from './Record.module.css';

interface RecordEditorProps {
  object: ObjectDefinition;
  /** Null to make a new one. */
  record: RawRecord | null;
  start?: Values | undefined;
  /** Whether leaving with unsaved changes is asked about; not where a dialog is around it. */
  isGuarded?: boolean;
  autoFocus?: boolean;
  onSaved?: (saved: Saved) => void;
  onCreated?: (record: RawRecord, another: boolean) => void;
  onCancel?: () => void;
  /** Whether "create and add another" is offered. */
  canRepeat?: boolean;
}

/** A record's form with what saves it. */
export default function RecordEditor(props: RecordEditorProps) {
  const { object, record, isGuarded = true } = props;
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const id = useId();
  const schemas = useQuery(formQuery(object.name, 'form', locale, model.version));
  const form = useRecordForm({ model, object, record, start: props.start });
  const isLeaving = useRef(false);
  const isNew = record === null;

  const submit = useEvent(async (another: boolean) => {
    const saved = form.busy || (!isNew && !form.isDirty) ? null : await form.save();
    if (saved && isNew) {
      isLeaving.current = true;
      props.onCreated?.(saved.record, another);
    } else if (saved) {
      props.onSaved?.(saved);
    }
  });

  const resolve = useEvent(async (given: readonly string[]) => {
    const saved = await form.resolve(given);
    if (saved) {
      props.onSaved?.(saved);
    }
  });

  const hasUnsaved = useEvent(() => form.isDirty && !isLeaving.current);

  const cancel = () => {
    form.discard();
    props.onCancel?.();
  };

  const failed = form.problem?.errors.filter((error) => error.pointer !== '').length ?? 0;
  const isShown = isNew || form.isDirty;
  return (
    <>
      <div className={styles.body}>
        {schemas.data ? (
          <RecordForm
            id={id}
            object={object}
            schemas={schemas.data}
            form={form}
            onSubmit={() => void submit(false)}
            onResolve={(given) => void resolve(given)}
            autoFocus={props.autoFocus ?? false}
          />
        ) : schemas.error ? (
          <Failure error={schemas.error} onRetry={() => void schemas.refetch()} />
        ) : (
          <SkeletonLines count={8} label={t('common.loading')} />
        )}
      </div>
      {isShown && schemas.data && (
        <footer className={cx(styles.footer, !isNew && styles.appearing)}>
          <span className={styles.state} role="status">
            {failed > 0 ? (
              <span className={styles.failed}>{t('record.errors', { count: failed })}</span>
            ) : (
              !isNew && t('record.unsaved')
            )}
          </span>
          <Button onClick={cancel}>{isNew ? t('common.cancel') : t('common.discard')}</Button>
          {isNew && props.canRepeat && (
            <Button busy={form.busy} onClick={() => void submit(true)}>
              {t('record.createAnother')}
            </Button>
          )}
          <Button type="submit" form={id} variant="primary" busy={form.busy}>
            {isNew ? t('record.create') : t('common.save')}
          </Button>
        </footer>
      )}
      {isGuarded && <LeaveGuard when={hasUnsaved} />}
    </>
  );
}
