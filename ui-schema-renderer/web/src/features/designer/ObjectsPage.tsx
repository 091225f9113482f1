import { useQuery } from '@tanstack/react-query';
import { Package, Plus, RotateCcw, Search, Shapes } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { restoreObject } from '@/api/metadata';
import { deletedObjectsQuery } from '@/api/queries';
import { appsOf, type App } from '@/schema/apps';
import { labelOf, pluralOf } from '@/schema/labels';
import type { Deleted, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { formatAgo } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { EmptyState } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { designerPath } from '@/views/paths';
import { usePluginName } from '@/views/usePluginName';
import styles from './Designer.module.css';
import list from './ObjectsPage.module.css';
import { daysLeft } from './restore';
import { useQuickChange } from './useChange';

/** All objects of the tenant, and those that can still be brought back. */
export default function ObjectsPage() {
  const t = useText();
  const { me, model } = useApp();
  const locale = useLocale();
  const [search, setSearch] = useState('');
  if (!me.permissions.metadata) {
    return <Forbidden title={t('designer.title')} />;
  }
  const words = search.trim().toLowerCase();
  const found = model.objects.filter((object) =>
    [object.name, labelOf(object, locale), pluralOf(object, locale)].some((text) =>
      text.toLowerCase().includes(words),
    ),
  );
  return (
    <>
      <PageHeader
        title={t('designer.title')}
        aside={model.objects.length > 0 && model.objects.length}
        actions={
          <>
            <ButtonLink to="/designer/packages" icon={<Package />}>
              {t('designer.packages')}
            </ButtonLink>
            <ButtonLink to="/designer/new" variant="primary" icon={<Plus />}>
              {t('designer.newObject')}
            </ButtonLink>
          </>
        }
      />
      <div className={styles.scroll}>
        <div className={styles.page}>
          {model.objects.length === 0 ? (
            <EmptyState
              icon={Shapes}
              title={t('designer.objects.empty')}
              actions={
                <ButtonLink to="/designer/new" variant="primary" icon={<Plus />}>
                  {t('designer.newObject')}
                </ButtonLink>
              }
            >
              {t('designer.objects.emptyHelp')}
            </EmptyState>
          ) : (
            <>
              <div className={styles.toolbar}>
                <p className={styles.lead}>{t('designer.objects.lead')}</p>
                <div className={list.search}>
                  <TextInput
                    type="search"
                    before={<Search size={15} />}
                    aria-label={t('designer.objects.search')}
                    placeholder={t('designer.objects.search')}
                    value={search}
                    onChange={setSearch}
                  />
                </div>
              </div>
              {appsOf(found, t('navigation.workspace')).map((app) => (
                <Objects key={app.plugin ?? ''} app={app} />
              ))}
              {found.length === 0 && (
                <EmptyState icon={Search} title={t('common.nothingFound')} small />
              )}
            </>
          )}
          <DeletedObjects />
        </div>
      </div>
    </>
  );
}

function Objects({ app }: { app: App }) {
  const t = useText();
  const locale = useLocale();
  return (
    <section className={list.group}>
      <h2 className={list.heading}>
        {app.label}
        {app.plugin !== null && <Badge color="purple">{t('designer.objects.plugin')}</Badge>}
      </h2>
      <ul className={list.cards}>
        {app.objects.map((object) => (
          <li key={object.name} className={list.card}>
            <ObjectIcon name={object.icon} of={object.name} size={36} />
            <div className={list.words}>
              <Link to={designerPath(object.name)} className={list.link}>
                {pluralOf(object, locale)}
              </Link>
              <span className={list.name}>{object.name}</span>
            </div>
            <span className={list.facts}>
              {t('designer.objects.fields', { count: object.fields.length })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DeletedObjects() {
  const t = useText();
  const deleted = useQuery(deletedObjectsQuery);
  if (deleted.error) {
    return <Failure error={deleted.error} onRetry={() => void deleted.refetch()} />;
  }
  if (!deleted.data || deleted.data.length === 0) {
    return null;
  }
  return (
    <section className={list.group} aria-labelledby="deleted-objects">
      <h2 id="deleted-objects" className={list.heading}>
        {t('designer.objects.deleted')}
      </h2>
      <p className={styles.muted}>{t('designer.objects.deletedHelp')}</p>
      <ul className={`${styles.card} ${styles.rows}`}>
        {deleted.data.map((object) => (
          <DeletedObject key={object.name + object.deletedAt} object={object} />
        ))}
      </ul>
    </section>
  );
}

function DeletedObject({ object }: { object: Deleted<ObjectDefinition> }) {
  const t = useText();
  const locale = useLocale();
  const change = useQuickChange();
  const pluginName = usePluginName();
  const [busy, setBusy] = useState(false);
  const restore = async () => {
    setBusy(true);
    if (await change(() => restoreObject(object.name))) {
      toast(t('designer.objects.restored', { object: pluralOf(object, locale) }));
    }
    setBusy(false);
  };
  return (
    <li className={list.deleted}>
      <ObjectIcon name={object.icon} of={object.name} size={26} />
      <div className={list.words}>
        <span className={list.deletedLabel}>
          {pluralOf(object, locale)}
          {object.plugin && <Badge color="purple">{pluginName(object.plugin)}</Badge>}
        </span>
        <span className={styles.muted}>
          {t('designer.deletedAgo', { when: formatAgo(object.deletedAt, locale) })}
          {' · '}
          {t('designer.daysLeft', { count: daysLeft(object.deletedAt) })}
        </span>
      </div>
      <Button size="sm" icon={<RotateCcw />} busy={busy} onClick={() => void restore()}>
        {t('designer.restore')}
      </Button>
    </li>
  );
}
