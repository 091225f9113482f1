import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { refreshRecords } from '@/api/queries';
import { RecordLinksProvider, type RecordLinks } from '@/registry/RecordLinks';
import { labelOf } from '@/schema/labels';
import { titleOf, type Values } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { Dialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '../AppContext';
import styles from './RecordDialog.module.css';

const RecordEditor = lazy(() => import('./RecordEditor'));

interface Creating {
  object: string;
  start: Values;
  done: (id: string, title: string | null) => void;
}

interface HostProps {
  /** Opens a record in the way of the page that this is on. */
  onOpen: (object: string, id: string) => void;
  children: ReactNode;
}

/** Lets what is inside open records, and make records without leaving what one is doing. */
export function RecordLinksHost({ onOpen, children }: HostProps) {
  const { model } = useApp();
  const [creating, setCreating] = useState<Creating | null>(null);
  const open = useEvent(onOpen);
  const links = useMemo<RecordLinks>(
    () => ({
      open,
      create: (name, typed, done, start = {}) => {
        const object = model.object(name);
        const title = object && model.titleField(object);
        const words = typed.trim();
        const typedTitle = title && title.type === 'text' && words ? { [title.name]: words } : {};
        setCreating({ object: name, start: { ...typedTitle, ...start }, done });
      },
    }),
    [model, open],
  );
  return (
    <RecordLinksProvider value={links}>
      {children}
      {creating && <CreateDialog {...creating} onClose={() => setCreating(null)} />}
    </RecordLinksProvider>
  );
}

function CreateDialog({ object: name, start, done, onClose }: Creating & { onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const { model } = useApp();
  const object = model.object(name);
  if (!object) {
    return null;
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('list.newTitle', { object: labelOf(object, locale) })}
      size="lg"
    >
      <div className={styles.editor}>
        <Suspense fallback={<SkeletonLines count={6} label={t('common.loading')} />}>
          <RecordEditor
            object={object}
            record={null}
            start={start}
            isGuarded={false}
            autoFocus
            onCancel={onClose}
            onCreated={(record) => {
              const title = titleOf(model, object, record);
              done(record.id, title);
              onClose();
              toast(t('record.created', { record: title ?? labelOf(object, locale) }));
              void refreshRecords(client, object.name);
            }}
          />
        </Suspense>
      </div>
    </Dialog>
  );
}
