import { Pencil, Plus, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { createPart, deletePart } from '@/api/metadata';
import { labelOf, translated } from '@/schema/labels';
import type { ObjectDefinition, ValidationDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import styles from '../Designer.module.css';
import { useQuickChange } from '../useChange';
import rows from './Rows.module.css';
import { ValidationDialog } from './ValidationDialog';

/** The conditions that every record of the object meets. */
export function ValidationsTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const [open, setOpen] = useState<ValidationDefinition | 'new' | null>(null);
  return (
    <>
      <div className={styles.toolbar}>
        <p className={styles.lead}>{t('designer.validations.lead')}</p>
        <Button variant="primary" icon={<Plus />} onClick={() => setOpen('new')}>
          {t('designer.validations.add')}
        </Button>
      </div>
      {object.validations.length === 0 ? (
        <EmptyState icon={ShieldCheck} title={t('designer.validations.empty')} small>
          {t('designer.validations.emptyHelp')} <code>endDate &gt;= startDate</code>
        </EmptyState>
      ) : (
        <ul className={`${styles.card} ${styles.rows}`}>
          {object.validations.map((validation) => (
            <ValidationRow
              key={validation.name}
              object={object}
              validation={validation}
              onEdit={() => setOpen(validation)}
            />
          ))}
        </ul>
      )}
      {open && (
        <ValidationDialog
          object={object}
          {...(open !== 'new' && { stored: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface ValidationRowProps {
  object: ObjectDefinition;
  validation: ValidationDefinition;
  onEdit: () => void;
}

function ValidationRow({ object, validation, onEdit }: ValidationRowProps) {
  const t = useText();
  const locale = useLocale();
  const change = useQuickChange();
  const message = translated(validation, locale, 'message', validation.message);
  const field = object.fields.find((one) => one.name === validation.field);

  const remove = async () => {
    if (await change(() => deletePart(object.name, 'validations', validation.name))) {
      toast(
        t('designer.validations.deleted'),
        () => void change(() => createPart(object.name, 'validations', validation)),
      );
    }
  };

  return (
    <li className={rows.part}>
      <div className={rows.words}>
        <span className={rows.line}>
          <button type="button" className={rows.open} onClick={onEdit}>
            {message}
          </button>
          {field && <Badge>{labelOf(field, locale)}</Badge>}
        </span>
        <code className={styles.code}>{validation.expression}</code>
      </div>
      <span className={rows.actions}>
        <IconButton size="sm" label={t('designer.validations.edit', { message })} onClick={onEdit}>
          <Pencil />
        </IconButton>
        <IconButton
          size="sm"
          label={t('designer.validations.delete', { message })}
          onClick={() => void remove()}
        >
          <Trash2 />
        </IconButton>
      </span>
    </li>
  );
}
