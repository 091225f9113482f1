import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { labelOf } from '@/schema/labels';
import type { Choice } from '@/schema/fieldView';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import type { PlacedErrors } from '../draft/errors';
import type { OptionsDraft } from '../draft/optionsDraft';
import styles from './Options.module.css';

/** What each part of the editor of options knows. */
export interface OptionProps {
  model: TenantModel;
  object: ObjectDefinition;
  draft: OptionsDraft;
  set: (change: Partial<OptionsDraft>) => void;
  errors: PlacedErrors;
}

interface OptionCardProps {
  id: string;
  title: string;
  help: string;
  aside?: ReactNode;
  children?: ReactNode;
}

/** One kind of option. */
export function OptionCard({ id, title, help, aside, children }: OptionCardProps) {
  return (
    <section className={styles.option} aria-labelledby={`option-${id}`}>
      <div className={styles.head}>
        <div>
          <h2 id={`option-${id}`} className={styles.title}>
            {title}
          </h2>
          <p className={styles.help}>{help}</p>
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" icon={<Plus />} className={styles.add} onClick={onClick}>
      {label}
    </Button>
  );
}

export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <IconButton label={label} onClick={onClick}>
      <Trash2 />
    </IconButton>
  );
}

interface CodeInputProps {
  value: string;
  error: string | undefined;
  onChange: (code: string) => void;
}

/** The code that a refusal answers, in place of the platform's. */
export function CodeInput({ value, error, onChange }: CodeInputProps) {
  const t = useText();
  return (
    <FieldFrame
      label={t('designer.demands.code')}
      help={t('designer.validations.codeHelp')}
      error={error}
    >
      <TextInput
        className={styles.mono}
        spellCheck={false}
        placeholder="not_balanced"
        value={value}
        onChange={onChange}
      />
    </FieldFrame>
  );
}

export function fieldChoices(fields: readonly FieldDefinition[], locale: string): Choice[] {
  return fields.map((field) => ({ value: field.name, label: labelOf(field, locale) }));
}

/** The list with one of its entries changed. */
export function changed<T extends { key: string }>(list: T[], key: string, change: Partial<T>) {
  return list.map((one) => (one.key === key ? { ...one, ...change } : one));
}

export function without<T extends { key: string }>(list: T[], key: string): T[] {
  return list.filter((one) => one.key !== key);
}
