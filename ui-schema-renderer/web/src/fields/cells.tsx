import { isList, isReference, isReferences, type FieldValue } from '@/schema/records';
import styles from './fields.module.css';

/** A value as a text, whatever it is. */
export function plain(value: FieldValue): string {
  if (value === null) {
    return '';
  }
  if (isList(value)) {
    return value.join(', ');
  }
  if (isReferences(value)) {
    return value.map((reference) => reference.title ?? reference.id).join('; ');
  }
  return isReference(value) ? (value.title ?? value.id) : String(value);
}

export function TextCell({ value }: { value: FieldValue }) {
  return <span className={styles.text}>{plain(value)}</span>;
}
