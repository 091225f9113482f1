import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { periodOf } from '../draft/optionsDraft';
import { useErrorText } from '../RejectionNotice';
import styles from './Options.module.css';
import { fieldChoices, OptionCard, type OptionProps } from './parts';
import { Picks } from './Picks';

const UNITS = ['D', 'W', 'M', 'Y'] as const;

/** References that lead in no circle; only objects that reference themselves have them. */
export function AcyclicOption({ object, draft, set, errors }: OptionProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const fields = object.fields.filter(
    (field) => field.type === 'reference' && field.target === object.name,
  );
  if (fields.length === 0) {
    return null;
  }
  return (
    <OptionCard
      id="acyclic"
      title={t('designer.demands.acyclic.title')}
      help={t('designer.demands.acyclic.help')}
    >
      <div className={styles.two}>
        <FieldFrame label={t('designer.demands.acyclic.fields')} error={textAt('/acyclic')}>
          <Picks
            label={t('designer.demands.acyclic.fields')}
            choices={fieldChoices(fields, locale)}
            value={draft.acyclic}
            onChange={(acyclic) => set({ acyclic })}
          />
        </FieldFrame>
      </div>
    </OptionCard>
  );
}

/** How long deleted records can be had back. */
export function RetentionOption({ draft, set, errors }: OptionProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const period = periodOf(draft.retention) ?? { count: '', unit: 'D' };
  // A period that was written otherwise by the API stands as it is until it is replaced.
  const written = draft.retention !== '' && !periodOf(draft.retention) ? draft.retention : null;
  const put = (count: string, unit: string) =>
    set({ retention: count.trim() === '' ? '' : `P${count.trim()}${unit}` });
  return (
    <OptionCard
      id="retention"
      title={t('designer.demands.retention.title')}
      help={t('designer.demands.retention.help')}
    >
      <FieldFrame label={t('designer.demands.retention.period')} error={textAt('/retention')}>
        <div className={styles.period}>
          <TextInput
            inputMode="numeric"
            placeholder="30"
            value={written ?? period.count}
            onChange={(count) => put(count, period.unit)}
          />
          <Select
            label={t('designer.demands.retention.unit')}
            value={period.unit}
            options={UNITS.map((unit) => ({
              value: unit,
              label: t(`designer.demands.retention.units.${unit}`),
            }))}
            onChange={(unit) => put(period.count || '30', unit)}
          />
        </div>
      </FieldFrame>
    </OptionCard>
  );
}
