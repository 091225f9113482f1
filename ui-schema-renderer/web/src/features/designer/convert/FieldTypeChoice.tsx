import type { FieldDefinition } from '@/schema/metadata';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import type { FieldDraft } from '../draft/fieldDraft';
import { isFieldType } from '../fieldTypes';
import { TypeTile } from '../fields/TypeTile';
import dialog from '../tabs/FieldDialog.module.css';
import { retyped, targetsOf } from './conversion';

interface FieldTypeChoiceProps {
  stored: FieldDefinition | undefined;
  draft: FieldDraft;
  onChange: (draft: FieldDraft) => void;
}

/** The type of a field; that of one that is stored can be changed where its values can follow. */
export function FieldTypeChoice({ stored, draft, onChange }: FieldTypeChoiceProps) {
  const t = useText();
  const targets = stored && isFieldType(stored.type) ? targetsOf(stored.type) : [];
  if (targets.length === 0) {
    return (
      <p className={dialog.type}>
        <TypeTile type={draft.type} />
        <span>
          {t(`designer.types.${draft.type}.name`)}
          <span className={dialog.hint}>
            {stored ? t('designer.field.typeKept') : t(`designer.types.${draft.type}.hint`)}
          </span>
        </span>
      </p>
    );
  }
  return (
    <FieldFrame
      label={t('designer.field.type')}
      help={t(draft.type === stored?.type ? 'designer.field.typeHelp' : 'designer.field.typeNew')}
    >
      <Select
        value={draft.type}
        options={targets.map((type) => ({
          value: type,
          label: t(`designer.types.${type}.name`),
          icon: <TypeTile type={type} size={20} />,
        }))}
        onChange={(type) => onChange(retyped(draft, type))}
      />
    </FieldFrame>
  );
}
