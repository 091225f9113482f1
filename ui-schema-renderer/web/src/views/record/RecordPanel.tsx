import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Ellipsis, Link2, Maximize2, Trash2, X } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { recordQuery, refreshRecords } from '@/api/queries';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { titleOf, type RawRecord } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { Kbd } from '@/shared/ui/Kbd';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { Tabs } from '@/shared/ui/Tabs';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '../AppContext';
import { Failure } from '../Failure';
import { recordPath } from '../paths';
import { History } from './History';
import styles from './Panel.module.css';
import RecordEditor from './RecordEditor';
import { Related } from './Related';
import { useDelete } from './useDelete';
import { useSaved } from './useSaved';

interface PanelProps {
  object: ObjectDefinition;
  /** Null to make a new record. */
  id: string | null;
  onClose: () => void;
  /** Opens another record in the panel. */
  onOpen: (id: string) => void;
  onCreated: (id: string, another: boolean) => void;
  /** The records before and after it in the list. */
  previous?: string | undefined;
  next?: string | undefined;
}

/** A record beside the list it is in. */
export default function RecordPanel(props: PanelProps) {
  const { object, id, onClose } = props;
  const t = useText();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <section className={styles.panel} aria-label={t('record.panel')} onKeyDown={onKeyDown}>
      {id === null ? (
        <NewRecord {...props} />
      ) : (
        <OpenRecord key={`${object.name} ${id}`} {...props} id={id} />
      )}
    </section>
  );
}

interface HeadProps {
  object: ObjectDefinition;
  title: string;
  children?: ReactNode;
  onClose: () => void;
}

function Head({ object, title, children, onClose }: HeadProps) {
  const t = useText();
  return (
    <header className={styles.head}>
      <ObjectIcon name={object.icon} of={object.name} />
      <h2 className={styles.title} title={title}>
        {title}
      </h2>
      {children}
      <IconButton
        label={t('common.close')}
        shortcut={<Kbd keys="Esc" />}
        size="sm"
        onClick={onClose}
      >
        <X />
      </IconButton>
    </header>
  );
}

function NewRecord({ object, onClose, onCreated }: PanelProps) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const { model } = useApp();
  const [round, setRound] = useState(0);
  const label = labelOf(object, locale);
  const created = (record: RawRecord, another: boolean) => {
    toast(t('record.created', { record: titleOf(model, object, record) ?? label }));
    void refreshRecords(client, object.name);
    setRound(round + 1);
    onCreated(record.id, another);
  };
  return (
    <>
      <Head object={object} title={t('list.newTitle', { object: label })} onClose={onClose} />
      <RecordEditor
        key={round}
        object={object}
        record={null}
        autoFocus
        canRepeat
        onCreated={created}
        onCancel={onClose}
      />
    </>
  );
}

type Tab = 'details' | 'related' | 'history';

function OpenRecord(props: PanelProps & { id: string }) {
  const { object, id, previous, next, onOpen, onClose } = props;
  const t = useText();
  const navigate = useNavigate();
  const { model } = useApp();
  const [tab, setTab] = useState<Tab>('details');
  const record = useQuery(recordQuery(model, object, id));
  const remove = useDelete(object);
  const saved = useSaved(object);
  const title = record.data ? titleOf(model, object, record.data) : null;
  const hasRelated = model.referencesTo(object.name).length > 0;

  const copy = async () => {
    await navigator.clipboard.writeText(new URL(recordPath(object.name, id), location.href).href);
    toast(t('record.linkCopied'));
  };
  const discard = async () => {
    if (await remove([id], title ?? t('record.untitled'))) {
      onClose();
    }
  };

  return (
    <>
      <Head
        object={object}
        title={title ?? (record.data ? t('record.untitled') : '…')}
        onClose={onClose}
      >
        <IconButton
          label={t('record.previous')}
          size="sm"
          disabled={!previous}
          onClick={() => previous && onOpen(previous)}
        >
          <ChevronUp />
        </IconButton>
        <IconButton
          label={t('record.next')}
          size="sm"
          disabled={!next}
          onClick={() => next && onOpen(next)}
        >
          <ChevronDown />
        </IconButton>
        <IconButton
          label={t('record.openPage')}
          size="sm"
          onClick={() => void navigate(recordPath(object.name, id))}
        >
          <Maximize2 />
        </IconButton>
        <Menu
          align="end"
          trigger={
            <IconButton label={t('common.more')} size="sm">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<Link2 />} onSelect={() => void copy()}>
            {t('record.copyLink')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={() => void discard()}>
            {t('record.delete')}
          </MenuItem>
        </Menu>
      </Head>
      {record.error && !record.data ? (
        <Failure error={record.error} onRetry={() => void record.refetch()} />
      ) : !record.data ? (
        <div className={styles.waiting}>
          <SkeletonLines count={9} label={t('common.loading')} />
        </div>
      ) : (
        <div className={styles.tabs}>
          <Tabs<Tab>
            label={t('record.details')}
            value={tab}
            onChange={setTab}
            tabs={[
              {
                value: 'details',
                label: t('record.details'),
                keepMounted: true,
                panel: (
                  <div className={styles.editor}>
                    <RecordEditor object={object} record={record.data} onSaved={saved} />
                  </div>
                ),
              },
              ...(hasRelated
                ? [
                    {
                      value: 'related' as const,
                      label: t('related.title'),
                      panel: (
                        <div className={styles.pane}>
                          <Related object={object} record={record.data} />
                        </div>
                      ),
                    },
                  ]
                : []),
              {
                value: 'history',
                label: t('history.title'),
                panel: (
                  <div className={styles.pane}>
                    <History object={object} record={record.data} />
                  </div>
                ),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}
