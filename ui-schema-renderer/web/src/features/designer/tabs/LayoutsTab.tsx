import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { createPart, deletePart } from '@/api/metadata';
import { translated } from '@/schema/labels';
import type { LayoutDefinition, ObjectDefinition } from '@/schema/metadata';
import { suggestName } from '@/schema/names';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import styles from '../Designer.module.css';
import { placeErrors } from '../draft/errors';
import { conditionsOf, FORM, fromLayout, sectionsBody } from '../draft/layoutDraft';
import { RejectionNotice, useErrorText } from '../RejectionNotice';
import { useChange, useQuickChange } from '../useChange';
import { LayoutEditor } from './LayoutEditor';
import layouts from './Layouts.module.css';

/** How the fields stand on forms. */
export function LayoutsTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const change = useQuickChange();
  const [name, setName] = useState(FORM);
  const [isAdding, setAdding] = useState(false);
  const layout = object.layouts.find((one) => one.name === name);
  const labelOf = (one: LayoutDefinition) =>
    one.name === FORM && !one.label
      ? t('designer.layouts.form')
      : translated(one, locale, 'label', one.label ?? one.name);
  const options = [
    ...(object.layouts.some((one) => one.name === FORM)
      ? []
      : [{ value: FORM, label: t('designer.layouts.form') }]),
    ...object.layouts.map((one) => ({ value: one.name, label: labelOf(one) })),
  ];

  const remove = async (gone: LayoutDefinition) => {
    if (await change(() => deletePart(object.name, 'layouts', gone.name))) {
      setName(FORM);
      toast(
        t('designer.layouts.deleted', { layout: labelOf(gone) }),
        () => void change(() => createPart(object.name, 'layouts', gone)),
      );
    }
  };

  return (
    <>
      <div className={styles.toolbar}>
        <p className={styles.lead}>{t('designer.layouts.lead')}</p>
        <div className={layouts.choose}>
          <Select
            label={t('designer.layouts.layout')}
            value={name}
            options={options}
            onChange={setName}
          />
          {layout && (
            <IconButton
              label={t('designer.layouts.delete', { layout: labelOf(layout) })}
              onClick={() => void remove(layout)}
            >
              <Trash2 />
            </IconButton>
          )}
          <Button icon={<Plus />} onClick={() => setAdding(true)}>
            {t('designer.layouts.add')}
          </Button>
        </div>
      </div>
      <LayoutEditor
        // A layout that was saved elsewhere, or another one, starts from what is stored.
        key={`${name} ${JSON.stringify(layout?.sections ?? null)} ${object.fields.length}`}
        object={object}
        name={name}
        layout={layout}
      />
      {isAdding && (
        <NewLayout
          object={object}
          onDone={(made) => {
            setAdding(false);
            setName(made ?? name);
          }}
        />
      )}
    </>
  );
}

interface NewLayoutProps {
  object: ObjectDefinition;
  onDone: (name: string | null) => void;
}

function NewLayout({ object, onDone }: NewLayoutProps) {
  const t = useText();
  const [label, setLabel] = useState('');
  const { busy, rejection, submit } = useChange();
  const form = object.layouts.find((one) => one.name === FORM);
  const body = {
    name: suggestName(
      label,
      object.layouts.map((one) => one.name),
    ),
    label: label.trim(),
    sections: sectionsBody(fromLayout(object, form), conditionsOf(form)),
  };
  const errors = placeErrors(rejection, body, ['/name', '/label']);
  const textAt = useErrorText(errors);

  const save = async () => {
    if (await submit(body, () => createPart(object.name, 'layouts', body))) {
      onDone(body.name);
    }
  };

  return (
    <FormDialog
      size="sm"
      title={t('designer.layouts.add')}
      description={t('designer.layouts.addHelp')}
      action={t('designer.layouts.create')}
      busy={busy}
      onSubmit={save}
      onClose={() => onDone(null)}
    >
      <RejectionNotice rejection={rejection} errors={errors} />
      <FieldFrame
        label={t('designer.layouts.label')}
        required
        error={textAt('/label') ?? textAt('/name')}
      >
        <TextInput autoFocus maxLength={120} value={label} onChange={setLabel} />
      </FieldFrame>
    </FormDialog>
  );
}
