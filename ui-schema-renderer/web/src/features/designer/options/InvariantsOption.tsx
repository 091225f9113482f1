import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ExpressionInput } from '@/views/ExpressionInput';
import { newInvariant } from '../draft/optionsDraft';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Options.module.css';
import {
  AddButton,
  changed,
  CodeInput,
  OptionCard,
  RemoveButton,
  without,
  type OptionProps,
} from './parts';

/** What holds of a record and of those that reference it. */
export function InvariantsOption({ model, object, draft, set, errors }: OptionProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const [link] = model.referencesTo(object.name);
  const example = link ? `count(${link.object.name}.${link.field.name}) > 0` : 'amount >= 0';
  return (
    <OptionCard
      id="invariants"
      title={t('designer.demands.invariants.title')}
      help={t('designer.demands.invariants.help')}
    >
      {draft.invariants.map((one, i) => {
        const at = `/invariants/${i}`;
        const put = (change: Partial<typeof one>) =>
          set({ invariants: changed(draft.invariants, one.key, change) });
        return (
          <div
            key={one.key}
            className={styles.entry}
            role="group"
            aria-label={t('designer.demands.invariants.entry', { number: i + 1 })}
          >
            <ExpressionInput
              model={model}
              object={object}
              overChildren
              label={t('designer.demands.invariants.expression')}
              required
              placeholder={example}
              value={one.expression}
              onChange={(expression) => put({ expression })}
              error={expressionAt(`${at}/expression`) ?? expressionAt(at)}
            />
            <div className={styles.row}>
              <FieldFrame
                label={t('designer.validations.message')}
                required
                error={textAt(`${at}/message`)}
              >
                <TextInput
                  maxLength={500}
                  value={one.message}
                  onChange={(message) => put({ message })}
                />
              </FieldFrame>
              <CodeInput
                value={one.code}
                error={textAt(`${at}/code`)}
                onChange={(code) => put({ code })}
              />
              <RemoveButton
                label={t('designer.demands.invariants.remove', { number: i + 1 })}
                onClick={() => set({ invariants: without(draft.invariants, one.key) })}
              />
            </div>
          </div>
        );
      })}
      <AddButton
        label={t('designer.demands.invariants.add')}
        onClick={() => set({ invariants: [...draft.invariants, newInvariant()] })}
      />
    </OptionCard>
  );
}
