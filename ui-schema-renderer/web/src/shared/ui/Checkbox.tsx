import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import { useFieldWiring } from './FieldFrame';
import styles from './Checkbox.module.css';

interface CheckboxProps {
  checked: boolean;
  indeterminate?: boolean;
  onChange: (checked: boolean) => void;
  /** Shown beside it; without one, give `label`. */
  children?: ReactNode;
  label?: string;
  disabled?: boolean;
  tabIndex?: number;
  className?: string;
}

export function Checkbox({
  checked,
  indeterminate = false,
  onChange,
  children,
  label,
  disabled = false,
  tabIndex,
  className,
}: CheckboxProps) {
  const box = (
    <Base.Root
      {...useFieldWiring()}
      checked={checked}
      indeterminate={indeterminate}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      tabIndex={tabIndex}
      className={cx(styles.box, className)}
    >
      <Base.Indicator className={styles.mark} keepMounted>
        {indeterminate ? <Minus strokeWidth={3} /> : <Check strokeWidth={3} />}
      </Base.Indicator>
    </Base.Root>
  );
  return children ? (
    <label className={styles.label}>
      {box}
      <span>{children}</span>
    </label>
  ) : (
    box
  );
}

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children?: ReactNode;
  label?: string;
  disabled?: boolean;
}

export function Switch({ checked, onChange, children, label, disabled = false }: SwitchProps) {
  const control = (
    <BaseSwitch.Root
      {...useFieldWiring()}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className={styles.switch}
    >
      <BaseSwitch.Thumb className={styles.thumb} />
    </BaseSwitch.Root>
  );
  return children ? (
    <label className={styles.label}>
      {control}
      <span>{children}</span>
    </label>
  ) : (
    control
  );
}
