import { isWritable } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Switch } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { ExpressionInput } from '@/views/ExpressionInput';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Options.module.css';
import { CodeInput, fieldChoices, OptionCard, type OptionProps } from './parts';
import { Picks } from './Picks';

/** Records that nobody changes any more. */
export function FrozenOption({ model, object, draft, set, errors }: OptionProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const { immutable } = draft;
  const put = (change: Partial<typeof immutable>) =>
    set({ immutable: { ...immutable, ...change } });
  return (
    <>
      <OptionCard
        id="append"
        title={t('designer.demands.append.title')}
        help={t('designer.demands.append.help')}
        aside={
          <Switch
            label={t('designer.demands.append.title')}
            checked={draft.appendOnly}
            onChange={(appendOnly) => set({ appendOnly })}
          />
        }
      />
      <OptionCard
        id="frozen"
        title={t('designer.demands.frozen.title')}
        help={t('designer.demands.frozen.help')}
      >
        <ExpressionInput
          model={model}
          object={object}
          label={t('designer.demands.frozen.when')}
          placeholder={'status == "posted"'}
          value={immutable.when}
          onChange={(when) => put({ when })}
          error={expressionAt('/immutableWhen/when') ?? expressionAt('/immutableWhen')}
        />
        {immutable.when.trim() !== '' && (
          <div className={styles.two}>
            <FieldFrame
              label={t('designer.demands.frozen.free')}
              error={textAt('/immutableWhen/free')}
            >
              <Picks
                label={t('designer.demands.frozen.free')}
                choices={fieldChoices(object.fields.filter(isWritable), locale)}
                value={immutable.free}
                onChange={(free) => put({ free })}
              />
            </FieldFrame>
            <CodeInput
              value={immutable.code}
              error={textAt('/immutableWhen/code')}
              onChange={(code) => put({ code })}
            />
          </div>
        )}
      </OptionCard>
    </>
  );
}
