import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import { useFieldWiring } from './FieldFrame';
import styles from './TextInput.module.css';

interface TextInputProps extends Omit<ComponentProps<'input'>, 'onChange' | 'prefix'> {
  onChange?: (value: string) => void;
  before?: ReactNode;
  after?: ReactNode;
  /** Fills the cell of a table: no border and no background of its own. */
  bare?: boolean;
}

export function TextInput({
  onChange,
  before,
  after,
  bare = false,
  className,
  ...rest
}: TextInputProps) {
  const wiring = useFieldWiring();
  const input = (
    <input
      type="text"
      autoComplete="off"
      {...wiring}
      {...rest}
      onChange={(event) => onChange?.(event.target.value)}
      className={cx(styles.input, bare && styles.bare, className)}
    />
  );
  if (!before && !after) {
    return input;
  }
  return (
    <span
      className={cx(
        styles.group,
        Boolean(before) && styles.withBefore,
        Boolean(after) && styles.withAfter,
      )}
    >
      {before && <span className={styles.before}>{before}</span>}
      {input}
      {after && <span className={styles.after}>{after}</span>}
    </span>
  );
}

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'onChange'> {
  onChange?: (value: string) => void;
  bare?: boolean;
  mono?: boolean;
}

export function TextArea({
  onChange,
  bare = false,
  mono = false,
  className,
  ...rest
}: TextAreaProps) {
  const wiring = useFieldWiring();
  return (
    <textarea
      rows={3}
      {...wiring}
      {...rest}
      onChange={(event) => onChange?.(event.target.value)}
      className={cx(styles.input, styles.area, bare && styles.bare, mono && styles.mono, className)}
    />
  );
}
