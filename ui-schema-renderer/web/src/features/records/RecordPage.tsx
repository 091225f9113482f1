import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Share2, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { recordQuery } from '@/api/queries';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { titleOf, type RawRecord } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { FailureState } from '@/shared/ui/States';
import { Tabs } from '@/shared/ui/Tabs';
import { useApp, useObject } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { PageHeader } from '@/views/PageHeader';
import { listPath, recordPath } from '@/views/paths';
import { History } from '@/views/record/History';
import RecordEditor from '@/views/record/RecordEditor';
import { RecordLinksHost } from '@/views/record/RecordLinksHost';
import { Related } from '@/views/record/Related';
import { useDelete } from '@/views/record/useDelete';
import { useSaved } from '@/views/record/useSaved';
import styles from './RecordPage.module.css';

const ShareDialog = lazy(() => import('./ShareDialog'));

export default function RecordPage() {
  const t = useText();
  const { object: name, id = '' } = useParams();
  const object = useObject(name);
  if (!object) {
    return (
      <>
        <PageHeader title={t('notFound.title')} />
        <FailureState
          kind="notFound"
          title={t('notFound.title')}
          detail={t('notFound.object')}
          actions={<ButtonLink to="/">{t('notFound.back')}</ButtonLink>}
        />
      </>
    );
  }
  return <Page key={`${object.name} ${id}`} object={object} id={id} />;
}

function Page({ object, id }: { object: ObjectDefinition; id: string }) {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const { me, model } = useApp();
  const [isSharing, setSharing] = useState(false);
  const record = useQuery(recordQuery(model, object, id));
  const remove = useDelete(object);
  const title = record.data ? (titleOf(model, object, record.data) ?? t('record.untitled')) : '…';

  const discard = async () => {
    if (await remove([id], title)) {
      void navigate(listPath(object.name));
    }
  };

  return (
    <RecordLinksHost onOpen={(other, otherId) => void navigate(recordPath(other, otherId))}>
      <PageHeader
        before={
          <Link to={listPath(object.name)} className={styles.back}>
            <ArrowLeft />
            <span>{pluralOf(object, locale)}</span>
          </Link>
        }
        icon={<ObjectIcon name={object.icon} of={object.name} size={24} />}
        title={title}
        actions={
          record.data && (
            <>
              {me.permissions.objects?.[object.name]?.update && (
                <Button variant="ghost" icon={<Share2 />} onClick={() => setSharing(true)}>
                  {t('share.action')}
                </Button>
              )}
              <Button variant="ghost" icon={<Trash2 />} onClick={() => void discard()}>
                {t('common.delete')}
              </Button>
            </>
          )
        }
      />
      {record.error && !record.data ? (
        <Failure error={record.error} onRetry={() => void record.refetch()} />
      ) : !record.data ? (
        <div className={styles.waiting}>
          <SkeletonLines count={10} label={t('common.loading')} />
        </div>
      ) : (
        <div className={styles.columns}>
          <Form object={object} record={record.data} />
          <Aside object={object} record={record.data} />
        </div>
      )}
      {isSharing && (
        <Suspense>
          <ShareDialog
            object={object.name}
            id={id}
            title={title}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
    </RecordLinksHost>
  );
}

interface PartProps {
  object: ObjectDefinition;
  record: RawRecord;
}

function Form({ object, record }: PartProps) {
  const t = useText();
  const saved = useSaved(object);
  return (
    <section className={styles.form} aria-label={t('record.form')}>
      <RecordEditor object={object} record={record} onSaved={saved} />
    </section>
  );
}

type Tab = 'related' | 'history';

function Aside({ object, record }: PartProps) {
  const t = useText();
  const { model } = useApp();
  const hasRelated = model.referencesTo(object.name).length > 0;
  const [tab, setTab] = useState<Tab>(hasRelated ? 'related' : 'history');
  const related = {
    value: 'related' as const,
    label: t('related.title'),
    panel: <Related object={object} record={record} />,
  };
  const history = {
    value: 'history' as const,
    label: t('history.title'),
    panel: <History object={object} record={record} />,
  };
  return (
    <aside className={styles.aside} aria-label={t('record.details')}>
      <Tabs<Tab>
        label={t('record.details')}
        value={tab}
        onChange={setTab}
        tabs={hasRelated ? [related, history] : [history]}
      />
    </aside>
  );
}
