import { CircleUser } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Avatar } from '@/shared/ui/Avatar';
import { Combobox } from '@/shared/ui/Combobox';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { useChoosableUsers, useUserName, type Person } from './useUserName';

function Cell({ value }: CellProps) {
  const name = useUserName(plain(value) || null);
  return name ? (
    <span className={styles.choice}>
      <Avatar name={name} size={18} />
      <span className={styles.text}>{name}</span>
    </span>
  ) : null;
}

/** A user is chosen among those one may see: everybody for administrators, else oneself. */
function Input({ field, value, onChange, disabled = false, cell }: InputProps) {
  const t = useText();
  const users = useChoosableUsers();
  const chosen = plain(value);
  const name = useUserName(chosen || null);
  if (field.readOnly) {
    return (
      <div className={styles.readOnly}>
        <Cell field={field} value={value} />
      </div>
    );
  }
  return (
    <Combobox<Person>
      items={users}
      value={chosen ? { id: chosen, name: name ?? '…' } : null}
      keyOf={(user) => user.id}
      labelOf={(user) => user.name}
      renderItem={(user) => (
        <span className={styles.choice}>
          <Avatar name={user.name} size={18} />
          <span className={styles.text}>{user.name}</span>
        </span>
      )}
      onChange={(user) => (cell?.onChoose ?? onChange)(user?.id ?? null)}
      placeholder={cell ? '' : t('common.choose')}
      clearable={!field.required}
      disabled={disabled}
      {...(cell && {
        bare: true,
        label: field.label,
        openWith: cell.typed ?? '',
        onClose: cell.onClose,
      })}
    />
  );
}

export const userField: FieldKind = {
  rank: 1,
  applies: isControl('user'),
  icon: CircleUser,
  width: 160,
  edit: 'list',
  Cell,
  Input,
  toText: plain,
};
