import { Braces } from 'lucide-react';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { plain } from '../cells';
import styles from '../fields.module.css';

const SHOWN = 300;

function Cell({ value }: CellProps) {
  return <code className={styles.text}>{plain(value).slice(0, SHOWN)}</code>;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/**
 * JSON is shown and not edited: answers are read with numbers as texts, so which of its texts were
 * numbers is not known here.
 */
function Input({ value }: InputProps) {
  return <pre className={styles.json}>{indented(plain(value)) || '\u00a0'}</pre>;
}

export const jsonField: FieldKind = {
  rank: 1,
  applies: isControl('json'),
  icon: Braces,
  width: 220,
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: plain,
};
