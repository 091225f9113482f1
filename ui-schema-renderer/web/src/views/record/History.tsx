import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { historyQuery } from '@/api/queries';
import type { Version } from '@/api/types';
import { kindOf } from '@/fields';
import { useUserName } from '@/fields/user/useUserName';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import {
  isReference,
  isReferences,
  type FieldValue,
  type RawRecord,
  type Reference,
} from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { formatAgo, formatMoment } from '@/shared/lib/dates';
import { Avatar } from '@/shared/ui/Avatar';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { useApp } from '../AppContext';
import { Failure } from '../Failure';
import { useTitles } from '../list/filter/useConditionText';
import { changesByVersion, formOf, type Change } from './changes';
import styles from './Record.module.css';

const AT_FIRST = 20;

/** What happened to a record: who changed what, and when. */
export function History({ object, record }: { object: ObjectDefinition; record: RawRecord }) {
  const t = useText();
  const { model } = useApp();
  const [isWhole, setWhole] = useState(false);
  const history = useQuery(historyQuery(object.name, record.id));
  const changes = useMemo(
    () => changesByVersion(model, object, record, history.data ?? []),
    [model, object, record, history.data],
  );
  if (history.error) {
    return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (!history.data) {
    return <SkeletonLines count={5} label={t('common.loading')} />;
  }
  const shown = isWhole ? history.data : history.data.slice(0, AT_FIRST);
  return (
    <>
      <ol className={styles.timeline}>
        {shown.map((version, i) => (
          <Entry
            key={version.version}
            object={object}
            version={version}
            changes={changes[i] ?? []}
          />
        ))}
      </ol>
      {shown.length < history.data.length && (
        <Button size="sm" onClick={() => setWhole(true)}>
          {t('history.more')}
        </Button>
      )}
    </>
  );
}

interface EntryProps {
  object: ObjectDefinition;
  version: Version;
  changes: Change[];
}

function Entry({ object, version, changes }: EntryProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const user = useUserName(version.actor) ?? t('common.system');
  const form = formOf(version);
  const who =
    form === undefined ? user : form === null ? t('history.anyForm') : t('history.form', { form });
  const labels = changes.map((change) => fieldViewOf(model, change.field, locale).label);
  const origin = version.cause.find(({ kind }) => kind === 'rule' || kind === 'plugin');
  const text =
    version.operation !== 'update'
      ? t(`history.${version.operation}`, { who })
      : labels.length > 0
        ? t('history.update', { who, fields: labels.join(', ') })
        : t('history.updateNothing', { who });
  return (
    <li className={styles.entry}>
      <Avatar name={who} />
      <div className={styles.entryText}>
        <p>
          {text}
          {origin && (
            <span className={styles.cause}>
              <Badge color="indigo">
                {origin.kind === 'rule'
                  ? (object.rules.find((rule) => rule.name === origin.id)?.label ??
                    t('history.rule'))
                  : t('history.plugin')}
              </Badge>
            </span>
          )}
        </p>
        <time
          className={styles.when}
          dateTime={version.at}
          title={formatMoment(version.at, locale)}
        >
          {formatAgo(version.at, locale)}
        </time>
        {changes.length > 0 && (
          <dl className={styles.diff}>
            {changes.map((change) => (
              <Difference key={change.field.name} change={change} />
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

function Difference({ change }: { change: Change }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const field = fieldViewOf(model, change.field, locale);
  const { Cell } = kindOf(field);
  const unnamed = [change.before, change.after]
    .flatMap((value) => (isReferences(value) ? value : isReference(value) ? [value] : []))
    .filter((reference) => reference.title === null)
    .map((reference) => reference.id);
  const titles = useTitles(change.field.target, unnamed);
  const named = (reference: Reference) => ({
    ...reference,
    title: reference.title ?? titles[reference.id] ?? null,
  });
  const shown = (value: FieldValue) =>
    value === null || value === '' ? (
      <span className={styles.none}>{t('common.empty')}</span>
    ) : (
      <Cell
        field={field}
        value={isReferences(value) ? value.map(named) : isReference(value) ? named(value) : value}
      />
    );
  return (
    <>
      <dt>{field.label}</dt>
      <dd>
        <span className={styles.old}>
          <span className="visually-hidden">{t('history.from')}: </span>
          {shown(change.before)}
        </span>
        <ArrowRight aria-hidden="true" />
        <span className={styles.value}>
          <span className="visually-hidden">{t('history.to')}: </span>
          {shown(change.after)}
        </span>
      </dd>
    </>
  );
}
