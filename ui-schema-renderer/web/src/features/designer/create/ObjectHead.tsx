import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import type { PlacedErrors } from '../draft/errors';
import { labelledObject, type ObjectDraft } from '../draft/objectDraft';
import { IconPicker } from '../IconPicker';
import { useErrorText } from '../RejectionNotice';
import styles from './Create.module.css';

interface ObjectHeadProps {
  draft: ObjectDraft;
  onChange: (draft: ObjectDraft) => void;
  taken: readonly string[];
  errors: PlacedErrors;
  isIncomplete: boolean;
}

/** What the new object is called. One label is enough; the rest is guessed from it. */
export function ObjectHead({ draft, onChange, taken, errors, isIncomplete }: ObjectHeadProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const [named, setNamed] = useState(false);
  const showName = named || textAt('/name') !== undefined;
  return (
    <div className={styles.head}>
      <div className={styles.headIcon}>
        <IconPicker
          value={draft.icon}
          of={draft.name || draft.label}
          onChange={(icon) => onChange({ ...draft, icon })}
        />
      </div>
      <div className={styles.headFields}>
        <FieldFrame
          label={t('designer.object.label')}
          required
          error={
            isIncomplete && draft.label.trim() === ''
              ? t('designer.create.objectLabelMissing')
              : textAt('/label')
          }
        >
          <TextInput
            autoFocus
            data-part="object-label"
            placeholder={t('designer.object.labelExample')}
            maxLength={120}
            value={draft.label}
            onChange={(label) => onChange(labelledObject(draft, label, taken))}
          />
        </FieldFrame>
        <FieldFrame label={t('designer.object.pluralLabel')} error={textAt('/pluralLabel')}>
          <TextInput
            placeholder={t('designer.object.pluralExample')}
            maxLength={120}
            value={draft.pluralLabel}
            onChange={(pluralLabel) =>
              onChange({ ...draft, pluralLabel, hasPlural: pluralLabel !== '' })
            }
          />
        </FieldFrame>
      </div>
      {showName ? (
        <FieldFrame
          label={t('designer.object.name')}
          help={t('designer.object.nameHelp')}
          error={textAt('/name')}
          className={styles.headName}
        >
          <TextInput
            className={styles.mono}
            autoFocus={named}
            spellCheck={false}
            autoCapitalize="off"
            value={draft.name}
            onChange={(name) => onChange({ ...draft, name, isNamed: name !== '' })}
          />
        </FieldFrame>
      ) : (
        <p className={styles.address}>
          {t('designer.create.address')} <code>/records/{draft.name || '…'}</code>
          <Button variant="ghost" size="sm" icon={<Pencil />} onClick={() => setNamed(true)}>
            {t('designer.create.changeName')}
          </Button>
        </p>
      )}
    </div>
  );
}
