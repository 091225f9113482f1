import { NEW_FIELD, type ImportPreview } from '@/api/imports';
import page from '@/features/administration/Administration.module.css';
import { useText } from '@/shared/i18n';
import { Select } from '@/shared/ui/Select';
import { LEFT_OUT, type Target } from './columns';
import styles from './Import.module.css';

/** How many values of a column are shown. */
const SHOWN = 3;

/** A select takes no empty value. */
const NOTHING = '-';

interface ColumnsTableProps {
  preview: ImportPreview;
  targets: readonly Target[];
  /** What each column is; null where lines name their values themselves. */
  chosen: readonly string[] | null;
  twice: ReadonlySet<string>;
  mayCreate: boolean;
  onChoose: (chosen: string[]) => void;
}

/** The columns of a file with their first values, and what each of them is. */
export function ColumnsTable(props: ColumnsTableProps) {
  const { preview, targets, chosen, twice, mayCreate, onChoose } = props;
  const t = useText();
  const options = [
    { value: NOTHING, label: t('import.leaveOut') },
    ...(mayCreate ? [{ value: NEW_FIELD, label: t('import.newField') }] : []),
    ...targets.map(({ name, label }) => ({ value: name, label })),
  ];
  const choose = (at: number, value: string) =>
    onChoose((chosen ?? []).map((one, i) => (i === at ? (value === NOTHING ? '' : value) : one)));
  return (
    <div className={page.tableScroll} role="region" aria-label={t('import.columns')} tabIndex={0}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('import.column')}</th>
            <th scope="col" className={styles.values}>
              {t('import.values')}
            </th>
            {chosen && <th scope="col">{t('import.field')}</th>}
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column, i) => {
            const name = column.trim() || t('import.unnamed', { number: i + 1 });
            const one = chosen?.[i] ?? LEFT_OUT;
            return (
              <tr key={i}>
                <th scope="row" className={styles.column}>
                  {name}
                </th>
                <td className={styles.values}>
                  {preview.rows
                    .map((row) => row[i] ?? '')
                    .filter(Boolean)
                    .slice(0, SHOWN)
                    .join(' · ')}
                </td>
                {chosen && (
                  <td className={styles.target}>
                    <Select
                      size="sm"
                      label={t('import.fieldOf', { column: name })}
                      {...(twice.has(one.split('.')[0] ?? '') && { className: styles.wrong })}
                      value={one === LEFT_OUT ? NOTHING : one}
                      options={column.trim() ? options : options.filter(isNoNewField)}
                      onChange={(value) => choose(i, value)}
                    />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function isNoNewField({ value }: { value: string }): boolean {
  return value !== NEW_FIELD;
}
