import { useLocale, useText } from '@/shared/i18n';
import { labelOf } from '@/schema/labels';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { ExpressionInput } from '@/views/ExpressionInput';
import { canBeUnique } from '../draft/fieldDraft';
import { newCounter } from '../draft/optionsDraft';
import { isFieldType } from '../fieldTypes';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Options.module.css';
import {
  AddButton,
  changed,
  fieldChoices,
  OptionCard,
  RemoveButton,
  without,
  type OptionProps,
} from './parts';
import { Picks } from './Picks';

/** How numbers that the platform gives are counted. */
export function CountersOption({ model, object, draft, set, errors }: OptionProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const numbers = object.fields.filter((field) => field.type === 'autoNumber');
  const free = numbers.find((field) => !draft.counters.some((one) => one.field === field.name));
  if (numbers.length === 0) {
    return null;
  }
  return (
    <OptionCard
      id="counters"
      title={t('designer.demands.counters.title')}
      help={t('designer.demands.counters.help')}
    >
      {draft.counters.map((one, i) => {
        const at = `/counters/${i}`;
        const put = (change: Partial<typeof one>) =>
          set({ counters: changed(draft.counters, one.key, change) });
        return (
          <div key={one.key} className={styles.entry}>
            <div className={styles.row}>
              <FieldFrame
                label={t('designer.demands.counters.field')}
                error={textAt(`${at}/field`) ?? textAt(at)}
              >
                <Select
                  value={one.field}
                  options={numbers.map((field) => ({
                    value: field.name,
                    label: labelOf(field, locale),
                  }))}
                  onChange={(field) => put({ field })}
                />
              </FieldFrame>
              <FieldFrame
                label={t('designer.demands.counters.scope')}
                help={t('designer.demands.counters.scopeHelp')}
                error={textAt(`${at}/scope`)}
              >
                <Picks
                  label={t('designer.demands.counters.scope')}
                  choices={fieldChoices(
                    object.fields.filter(
                      ({ type }) => isFieldType(type) && (canBeUnique(type) || type === 'boolean'),
                    ),
                    locale,
                  )}
                  value={one.scope}
                  onChange={(scope) => put({ scope })}
                />
              </FieldFrame>
              <RemoveButton
                label={t('designer.demands.counters.remove', { number: i + 1 })}
                onClick={() => set({ counters: without(draft.counters, one.key) })}
              />
            </div>
            <ExpressionInput
              model={model}
              object={object}
              label={t('designer.demands.counters.when')}
              placeholder="posted"
              value={one.when}
              onChange={(when) => put({ when })}
              error={expressionAt(`${at}/when`)}
            />
          </div>
        );
      })}
      {free && (
        <AddButton
          label={t('designer.demands.counters.add')}
          onClick={() => set({ counters: [...draft.counters, newCounter(free.name)] })}
        />
      )}
    </OptionCard>
  );
}
