import { isReference, type FieldValue } from '@/schema/records';
import styles from './fields.module.css';

/** A value as a text, whatever it is. */
export function plain(value: FieldValue): string {
  if (value === null) {
    return '';
  }
  return isReference(value) ? (value.title ?? value.id) : String(value);
}

export function TextCell({ value }: { value: FieldValue }) {
  return <span className={styles.text}>{plain(value)}</span>;
}
