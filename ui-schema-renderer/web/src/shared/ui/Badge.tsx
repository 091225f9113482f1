import type { ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import styles from './Badge.module.css';

interface BadgeProps {
  color?: string | null | undefined;
  dot?: boolean;
  children: ReactNode;
}

/** A value out of a few, in its colour. The text carries the meaning, the colour only helps. */
export function Badge({ color, dot = false, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-color={color ?? 'gray'}>
      {dot && <span className={styles.dot} />}
      <span className={styles.text}>{children}</span>
    </span>
  );
}

export function Dot({ color }: { color?: string | null | undefined }) {
  return <span className={cx(styles.dot, styles.big)} data-color={color ?? 'gray'} />;
}
