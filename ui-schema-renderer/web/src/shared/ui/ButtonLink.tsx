import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { cx } from '@/shared/lib/classNames';
import type { ButtonVariant } from './Button';
import styles from './Button.module.css';

interface ButtonLinkProps {
  to: string;
  variant?: ButtonVariant;
  size?: 'sm' | 'md';
  icon?: ReactNode;
  children: ReactNode;
}

/** A link that looks like a button, for going somewhere rather than doing something. */
export function ButtonLink({
  to,
  variant = 'secondary',
  size = 'md',
  icon,
  children,
}: ButtonLinkProps) {
  return (
    <Link to={to} className={cx(styles.button, styles[variant], size === 'sm' && styles.sm)}>
      {icon}
      {children}
    </Link>
  );
}
