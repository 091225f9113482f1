import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import styles from './Button.module.css';
import { Spinner } from './Spinner';
import { Tooltip } from './Tooltip';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  size?: 'sm' | 'md';
  icon?: ReactNode;
  /** Shows that work is under way; the button then does nothing. */
  busy?: boolean;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  busy = false,
  className,
  children,
  disabled,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cx(styles.button, styles[variant], size === 'sm' && styles.sm, className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does, for those who do not see the icon. */
  label: string;
  size?: 'sm' | 'md';
  pressed?: boolean;
  /** Shown beside the label in the tooltip. */
  shortcut?: ReactNode;
}

export function IconButton({
  label,
  size = 'md',
  pressed,
  shortcut,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip
      content={
        <>
          {label}
          {shortcut}
        </>
      }
    >
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          styles.button,
          styles.ghost,
          styles.square,
          size === 'sm' && styles.sm,
          className,
        )}
      >
        {children}
      </button>
    </Tooltip>
  );
}
