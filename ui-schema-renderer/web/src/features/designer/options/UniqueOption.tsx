import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { ExpressionInput } from '@/views/ExpressionInput';
import { canBeUnique } from '../draft/fieldDraft';
import { newTogether } from '../draft/optionsDraft';
import { isFieldType } from '../fieldTypes';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Options.module.css';
import {
  AddButton,
  changed,
  CodeInput,
  fieldChoices,
  OptionCard,
  RemoveButton,
  without,
  type OptionProps,
} from './parts';
import { Picks } from './Picks';

/** Fields whose values no two records have in common. */
export function UniqueOption({ model, object, draft, set, errors }: OptionProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const choices = fieldChoices(
    object.fields.filter(
      (field) => isFieldType(field.type) && (canBeUnique(field.type) || field.type === 'boolean'),
    ),
    locale,
  );
  return (
    <OptionCard
      id="unique"
      title={t('designer.demands.unique.title')}
      help={t('designer.demands.unique.help')}
    >
      {draft.together.map((one, i) => {
        const at = `/uniqueTogether/${i}`;
        const put = (change: Partial<typeof one>) =>
          set({ together: changed(draft.together, one.key, change) });
        return (
          <div
            key={one.key}
            className={styles.entry}
            role="group"
            aria-label={t('designer.demands.unique.entry', { number: i + 1 })}
          >
            <div className={styles.row}>
              <FieldFrame label={t('designer.demands.fields')} required error={textAt(at)}>
                <Picks
                  label={t('designer.demands.fields')}
                  choices={choices}
                  value={one.fields}
                  onChange={(fields) => put({ fields })}
                />
              </FieldFrame>
              <CodeInput
                value={one.code}
                error={textAt(`${at}/code`)}
                onChange={(code) => put({ code })}
              />
              <RemoveButton
                label={t('designer.demands.unique.remove', { number: i + 1 })}
                onClick={() => set({ together: without(draft.together, one.key) })}
              />
            </div>
            <ExpressionInput
              model={model}
              object={object}
              label={t('designer.demands.onlyWhen')}
              placeholder="active"
              value={one.when}
              onChange={(when) => put({ when })}
              error={expressionAt(`${at}/when`)}
            />
          </div>
        );
      })}
      <AddButton
        label={t('designer.demands.unique.add')}
        onClick={() => set({ together: [...draft.together, newTogether()] })}
      />
    </OptionCard>
  );
}
