import type { Job } from '@/api/types';
import { useLocale, useText } from '@/shared/i18n';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import type { FieldDraft } from '../draft/fieldDraft';
import { lostValues, type Replacements } from './conversion';
import styles from './Conversion.module.css';

interface LostValuesProps {
  draft: FieldDraft;
  job: Job;
  replacements: Replacements;
  onChange: (replacements: Replacements) => void;
}

/** So many values are shown; who has more mends them in the list. */
const SHOWN = 50;

/** Stands for "is not replaced" among options: no option has no value. */
const NONE = '-';

/** The values that do not convert, and what each may become instead. */
export function LostValues({ draft, job, replacements, onChange }: LostValuesProps) {
  const t = useText();
  const number = new Intl.NumberFormat(useLocale());
  const lost = lostValues(job.refusals ?? []);
  const isChoice = draft.type === 'select' || draft.type === 'multiSelect';
  return (
    <>
      <table className={styles.lost}>
        <thead>
          <tr>
            <th scope="col">{t('designer.convert.value')}</th>
            <th scope="col">{t('designer.convert.records')}</th>
            <th scope="col">{t('designer.convert.becomes')}</th>
          </tr>
        </thead>
        <tbody>
          {lost.slice(0, SHOWN).map(({ value, count, reason, isWhole }) => {
            const label = t('designer.convert.instead', { value });
            const set = (to: string) => onChange({ ...replacements, [value]: to });
            return (
              <tr key={value}>
                <td className={styles.value}>
                  <code>{value}</code>
                  <span className={styles.reason}>{reason}</span>
                </td>
                <td className={styles.count}>{number.format(count)}</td>
                <td>
                  {!isWhole ? null : isChoice ? (
                    <Select
                      size="sm"
                      label={label}
                      value={replacements[value] || NONE}
                      options={[
                        { value: NONE, label: t('designer.convert.nothing') },
                        ...draft.options
                          .filter((option) => option.value !== '')
                          .map((option) => ({
                            value: option.value,
                            label: option.label || option.value,
                          })),
                      ]}
                      onChange={(to) => set(to === NONE ? '' : to)}
                    />
                  ) : (
                    <TextInput
                      aria-label={label}
                      placeholder={t('designer.convert.nothing')}
                      value={replacements[value] ?? ''}
                      onChange={set}
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {(lost.length > SHOWN || job.refused > (job.refusals?.length ?? 0)) && (
        <p className={styles.muted}>{t('designer.convert.more')}</p>
      )}
    </>
  );
}
