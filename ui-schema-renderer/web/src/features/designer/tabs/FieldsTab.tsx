import { useQuery } from '@tanstack/react-query';
import { Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { restoreField } from '@/api/metadata';
import { deletedFieldsQuery } from '@/api/queries';
import { helpOf, labelOf, pluralOf } from '@/schema/labels';
import type { FieldDefinition, FieldTypeName, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { formatAgo } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import styles from '../Designer.module.css';
import { TypeGallery } from '../fields/TypeGallery';
import { TypeTile } from '../fields/TypeTile';
import { isFieldType } from '../fieldTypes';
import { daysLeft } from '../restore';
import { useQuickChange } from '../useChange';
import { DeleteFieldDialog } from './DeleteFieldDialog';
import { FieldDialog } from './FieldDialog';
import rows from './Rows.module.css';

type Open =
  | { what: 'gallery' }
  | { what: 'create'; type: FieldTypeName }
  | { what: 'edit'; field: FieldDefinition }
  | { what: 'delete'; field: FieldDefinition };

export function FieldsTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const [open, setOpen] = useState<Open | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(null);
  return (
    <>
      <div className={styles.toolbar}>
        <p className={styles.lead}>{t('designer.fields.lead')}</p>
        <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ what: 'gallery' })}>
          {t('designer.fields.add')}
        </Button>
      </div>
      {object.fields.length === 0 ? (
        <EmptyState icon={Plus} title={t('designer.fields.empty')} small>
          {t('designer.fields.emptyHelp')}
        </EmptyState>
      ) : (
        <ul className={`${styles.card} ${styles.rows}`}>
          {object.fields.map((field) => (
            <FieldRow
              key={field.name}
              object={object}
              field={field}
              onEdit={() => setOpen({ what: 'edit', field })}
              onDelete={() => setOpen({ what: 'delete', field })}
            />
          ))}
        </ul>
      )}
      <DeletedFields object={object} />
      <Dialog
        open={open?.what === 'gallery'}
        onClose={close}
        size="lg"
        initialFocus={first}
        title={t('designer.fields.add')}
        description={t('designer.fields.addHelp')}
      >
        <TypeGallery firstRef={first} onPick={(type) => setOpen({ what: 'create', type })} />
      </Dialog>
      {open?.what === 'create' && <FieldDialog object={object} type={open.type} onClose={close} />}
      {open?.what === 'edit' && isFieldType(open.field.type) && (
        <FieldDialog object={object} type={open.field.type} stored={open.field} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <DeleteFieldDialog object={object} field={open.field} onClose={close} />
      )}
    </>
  );
}

interface FieldRowProps {
  object: ObjectDefinition;
  field: FieldDefinition;
  onEdit: () => void;
  onDelete: () => void;
}

function FieldRow({ object, field, onEdit, onDelete }: FieldRowProps) {
  const t = useText();
  const locale = useLocale();
  const label = labelOf(field, locale);
  const isKnown = isFieldType(field.type);
  const flags = (['required', 'unique', 'indexed', 'searchable'] as const).filter(
    (flag) => field[flag],
  );
  return (
    <li className={rows.row}>
      <TypeTile type={field.type} size={30} />
      <div className={rows.words}>
        <span className={rows.line}>
          {isKnown ? (
            <button type="button" className={rows.open} onClick={onEdit}>
              {label}
            </button>
          ) : (
            <span className={rows.label}>{label}</span>
          )}
          {object.titleField === field.name && (
            <Badge color="blue">{t('designer.fields.title')}</Badge>
          )}
        </span>
        <span className={rows.sub}>
          <code>{field.name}</code>
          <FieldDetail field={field} />
        </span>
        {field.description && <span className={styles.muted}>{helpOf(field, locale)}</span>}
      </div>
      <span className={rows.badges}>
        {flags.map((flag) => (
          <Badge key={flag} color={flag === 'required' ? 'orange' : 'gray'}>
            {t(`designer.field.${flag}`)}
          </Badge>
        ))}
      </span>
      <span className={rows.actions}>
        {isKnown && (
          <IconButton
            size="sm"
            label={t('designer.fields.edit', { field: label })}
            onClick={onEdit}
          >
            <Pencil />
          </IconButton>
        )}
        <IconButton
          size="sm"
          label={t('designer.fields.delete', { field: label })}
          onClick={onDelete}
        >
          <Trash2 />
        </IconButton>
      </span>
    </li>
  );
}

/** The type, and the option of it that matters most. */
function FieldDetail({ field }: { field: FieldDefinition }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const name = isFieldType(field.type) ? t(`designer.types.${field.type}.name`) : field.type;
  const target = model.target(field);
  const detail =
    field.type === 'reference'
      ? target && pluralOf(target, locale)
      : field.type === 'select' || field.type === 'multiSelect'
        ? t('designer.fields.options', { count: field.options?.length ?? 0 })
        : field.type === 'formula'
          ? field.expression
          : field.type === 'autoNumber'
            ? field.format
            : field.type === 'lookup'
              ? `${field.reference ?? ''}.${field.field ?? ''}`
              : field.type === 'rollup'
                ? `${field.function ?? ''}(${[field.source, field.of].filter(Boolean).join(', ')})`
                : undefined;
  return (
    <>
      <span>{name}</span>
      {detail && <span className={rows.detail}>{detail}</span>}
    </>
  );
}

function DeletedFields({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const change = useQuickChange();
  const deleted = useQuery(deletedFieldsQuery(object.name));
  if (!deleted.data || deleted.data.length === 0) {
    return null;
  }
  const restore = async (name: string, label: string) => {
    if (await change(() => restoreField(object.name, name))) {
      toast(t('designer.fields.restored', { field: label }));
    }
  };
  return (
    <section className={rows.deleted} aria-labelledby="deleted-fields">
      <h2 id="deleted-fields" className={styles.sectionTitle}>
        {t('designer.fields.deleted')}
      </h2>
      <p className={styles.muted}>{t('designer.fields.deletedHelp')}</p>
      <ul className={`${styles.card} ${styles.rows}`}>
        {deleted.data.map((field) => (
          <li key={field.name + field.deletedAt} className={rows.row}>
            <TypeTile type={field.type} size={26} />
            <div className={rows.words}>
              <span className={rows.label}>{labelOf(field, locale)}</span>
              <span className={styles.muted}>
                {t('designer.deletedAgo', { when: formatAgo(field.deletedAt, locale) })}
                {' · '}
                {t('designer.daysLeft', { count: daysLeft(field.deletedAt) })}
              </span>
            </div>
            <Button
              size="sm"
              icon={<RotateCcw />}
              onClick={() => void restore(field.name, labelOf(field, locale))}
            >
              {t('designer.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
