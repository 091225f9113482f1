import { createContext, use, useId, useMemo, type ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import styles from './FieldFrame.module.css';

/** How an input is tied to the label, the help and the error around it. */
export interface FieldWiring {
  id: string;
  labelId: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const Wiring = createContext<FieldWiring | null>(null);

/** What the frame around an input wants it to have; empty outside a frame. */
export function useFieldWiring() {
  const wiring = use(Wiring);
  return wiring
    ? {
        id: wiring.id,
        'aria-describedby': wiring.describedBy,
        'aria-invalid': wiring.invalid || undefined,
        'aria-required': wiring.required || undefined,
      }
    : {};
}

/** The same for a button that opens what one chooses from: a button cannot be required. */
export function useButtonWiring() {
  return { ...useFieldWiring(), 'aria-required': undefined };
}

/** For widgets that are not inputs: they are named by the label instead of pointed at by it. */
export function useFieldLabelId(): string | undefined {
  return use(Wiring)?.labelId;
}

interface FieldFrameProps {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  required?: boolean;
  /** Something small at the right of the label. */
  aside?: ReactNode;
  /** The label stands after the input, as checkboxes have it. */
  hiddenLabel?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

export function FieldFrame({
  label,
  help,
  error,
  required = false,
  aside,
  hiddenLabel = false,
  className,
  children,
}: FieldFrameProps) {
  const id = useId();
  const labelId = `${id}-label`;
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [help && helpId, error && errorId].filter(Boolean).join(' ') || undefined;
  const wiring = useMemo(
    () => ({ id, labelId, describedBy, invalid: Boolean(error), required }),
    [id, labelId, describedBy, error, required],
  );
  return (
    <div className={cx(styles.frame, className)}>
      <div className={cx(styles.top, hiddenLabel && !aside && 'visually-hidden')}>
        <label
          htmlFor={id}
          id={labelId}
          className={cx(styles.label, hiddenLabel && 'visually-hidden')}
        >
          {label}
          {required && (
            <span className={styles.required} aria-hidden="true">
              *
            </span>
          )}
        </label>
        {aside}
      </div>
      <Wiring value={wiring}>{children}</Wiring>
      {error && (
        <p id={errorId} className={styles.error} role="alert">
          {error}
        </p>
      )}
      {help && (
        <p id={helpId} className={styles.help}>
          {help}
        </p>
      )}
    </div>
  );
}
