import { kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import { defaultColumns, type TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import styles from './Preview.module.css';

const ROWS = 6;

/** The list as people will see it, still without records. */
export function TablePreview({ model, object }: { model: TenantModel; object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const columns = defaultColumns(object).flatMap(
    (name) => object.fields.find((field) => field.name === name) ?? [],
  );
  return (
    <div className={styles.tableScroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((field, i) => {
              const view = fieldViewOf(model, field, locale);
              const Icon = kindOf(view).icon;
              return (
                <th key={i} scope="col">
                  <span>
                    <Icon />
                    {view.label || t('designer.preview.unnamed')}
                  </span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody aria-hidden="true">
          {Array.from({ length: ROWS }, (_, row) => (
            <tr key={row}>
              {columns.map((_field, i) => (
                <td key={i}>
                  <span style={{ width: `${40 + ((row * 37 + i * 23) % 50)}%` }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
