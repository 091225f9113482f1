import { CircleUser } from 'lucide-react';
import { Avatar } from '@/shared/ui/Avatar';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { useUserName } from './useUserName';

function Cell({ value }: CellProps) {
  const name = useUserName(plain(value) || null);
  return name ? (
    <span className={styles.choice}>
      <Avatar name={name} size={18} />
      <span className={styles.text}>{name}</span>
    </span>
  ) : null;
}

function Input(props: InputProps) {
  return (
    <div className={styles.readOnly}>
      <Cell {...props} />
    </div>
  );
}

export const userField: FieldKind = {
  rank: 1,
  applies: isControl('user'),
  icon: CircleUser,
  width: 160,
  edit: 'none',
  Cell,
  Input,
  toText: plain,
};
