import { CircleHelp } from 'lucide-react';
import { FIELD_TYPES } from '../fieldTypes';
import styles from './Gallery.module.css';

/** The mark of a field's type. */
export function TypeTile({ type, size = 26 }: { type: string; size?: number }) {
  const known = FIELD_TYPES.find((one) => one.type === type);
  const Icon = known?.icon ?? CircleHelp;
  return (
    <span
      className={styles.tile}
      data-color={known?.color ?? 'gray'}
      style={{ width: size, height: size }}
      aria-hidden="true"
    >
      <Icon size={Math.round(size * 0.58)} strokeWidth={2} />
    </span>
  );
}
