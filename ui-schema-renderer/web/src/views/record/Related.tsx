import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Link } from 'react-router';
import { countQuery } from '@/api/queries';
import { listRecords } from '@/api/records';
import { kindOf } from '@/fields';
import { useRecordLinks } from '@/registry/RecordLinks';
import { fieldViewOf } from '@/schema/fieldView';
import { labelOf, pluralOf } from '@/schema/labels';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { defaultColumns, type TenantModel } from '@/schema/model';
import { titleOf, valueAt, type RawRecord, type Reference } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { useApp } from '../AppContext';
import { listPath } from '../paths';
import styles from './Record.module.css';

const SHOWN = 5;
/** Beside the title, so many other values of a related record are shown. */
const FACTS = 2;

interface RelatedProps {
  object: ObjectDefinition;
  record: RawRecord;
}

/** The records that refer to this one, object by object. */
export function Related({ object, record }: RelatedProps) {
  const t = useText();
  const { model } = useApp();
  const references = model.referencesTo(object.name);
  if (references.length === 0) {
    return <p className={styles.none}>{t('related.none')}</p>;
  }
  const title = titleOf(model, object, record);
  return (
    <div className={styles.related}>
      {references.map(({ object: other, field }) => (
        <RelatedList
          key={`${other.name}.${field.name}`}
          object={other}
          field={field}
          target={{ id: record.id, title }}
        />
      ))}
    </div>
  );
}

interface RelatedListProps {
  object: ObjectDefinition;
  /** The field by which they refer to it. */
  field: FieldDefinition;
  target: Reference;
}

/** What an administrator shows first in lists, or the first fields there are. */
function factsOf(model: TenantModel, object: ObjectDefinition, field: FieldDefinition): string[] {
  return [...(object.views[0]?.columns ?? []), ...defaultColumns(object)]
    .filter((path, i, all) => all.indexOf(path) === i)
    .filter((path) => path !== object.titleField && path.split('.')[0] !== field.name)
    .filter((path) => {
      const type = model.resolve(object, path)?.field.type;
      // A link inside of a button would be two things to press in one place.
      return type !== undefined && type !== 'email' && type !== 'longText' && type !== 'richText';
    })
    .slice(0, FACTS);
}

function RelatedList({ object, field, target }: RelatedListProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const links = useRecordLinks();
  const filter = `${field.name} == ${JSON.stringify(target.id)}`;
  const facts = factsOf(model, object, field);
  const fields = [...(object.titleField ? [object.titleField] : []), ...facts].flatMap((name) =>
    model.requested(object, name),
  );
  const query = { fields: ['id', ...fields], filter, sort: ['-id'] };
  const list = useQuery({
    queryKey: ['records', object.name, 'related', query],
    queryFn: ({ signal }) => listRecords(object.name, query, null, signal, SHOWN),
  });
  const count = useQuery(countQuery(object.name, filter));
  const records = list.data?.data ?? [];
  const isOnly = model
    .referencesTo(field.target ?? '')
    .every((other) => other.object.name !== object.name || other.field.name === field.name);
  const label = isOnly
    ? pluralOf(object, locale)
    : `${pluralOf(object, locale)} · ${labelOf(field, locale)}`;
  return (
    <section aria-label={label}>
      <div className={styles.relatedHead}>
        <ObjectIcon name={object.icon} of={object.name} size={18} />
        <h3>
          {label} <span className={styles.relatedCount}>{count.data ?? ''}</span>
        </h3>
        {links.create && (
          <IconButton
            size="sm"
            label={t('related.new', { object: labelOf(object, locale) })}
            onClick={() =>
              links.create?.(object.name, '', () => undefined, { [field.name]: target })
            }
          >
            <Plus />
          </IconButton>
        )}
      </div>
      <div className={styles.relatedList}>
        {list.isPending ? (
          <SkeletonLines count={2} label={t('common.loading')} />
        ) : records.length === 0 ? (
          <p className={styles.relatedEmpty}>{t('related.empty')}</p>
        ) : (
          <ul>
            {records.map((record) => (
              <li key={record.id}>
                <RelatedItem object={object} record={record} facts={facts} />
              </li>
            ))}
          </ul>
        )}
        {(count.data ?? 0) > SHOWN && (
          <Link
            className={styles.relatedAll}
            to={`${listPath(object.name)}?filter=${encodeURIComponent(filter)}`}
          >
            {t('related.all', { count: count.data ?? 0 })}
          </Link>
        )}
      </div>
    </section>
  );
}

interface RelatedItemProps {
  object: ObjectDefinition;
  record: RawRecord;
  facts: string[];
}

function RelatedItem({ object, record, facts }: RelatedItemProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const links = useRecordLinks();
  return (
    <button
      type="button"
      className={styles.relatedItem}
      onClick={() => links.open?.(object.name, record.id)}
    >
      <span className={styles.relatedTitle}>
        {titleOf(model, object, record) ?? t('record.untitled')}
      </span>
      <span className={styles.relatedFacts}>
        {facts.map((name) => {
          const found = model.resolve(object, name);
          const value = found && valueAt(model, record, found);
          if (!found || value === null || value === undefined) {
            return null;
          }
          const field = { ...fieldViewOf(model, found.field, locale), target: undefined };
          const { Cell } = kindOf(field);
          return <Cell key={name} field={field} value={value} />;
        })}
      </span>
    </button>
  );
}
