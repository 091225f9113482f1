import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import { useFieldLabelId, useFieldWiring } from './FieldFrame';
import popup from './popup.module.css';
import styles from './Select.module.css';

export interface Option<V extends string> {
  value: V;
  label: string;
  icon?: ReactNode;
}

interface SelectProps<V extends string> {
  value: V | null;
  options: Option<V>[];
  onChange: (value: V) => void;
  placeholder?: string;
  label?: string;
  disabled?: boolean;
  size?: 'sm' | 'md';
  className?: string;
}

/** One of a few options. For many, or for those that are searched, see Combobox. */
export function Select<V extends string>({
  value,
  options,
  onChange,
  placeholder,
  label,
  disabled = false,
  size = 'md',
  className,
}: SelectProps<V>) {
  const labelId = useFieldLabelId();
  const wiring = useFieldWiring();
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      modal={false}
    >
      <Base.Trigger
        {...wiring}
        aria-label={label}
        aria-labelledby={label ? undefined : labelId}
        className={cx(styles.trigger, size === 'sm' && styles.sm, className)}
      >
        {chosen?.icon}
        <span className={cx(styles.value, !chosen && styles.placeholder)}>
          {chosen?.label ?? placeholder ?? '\u00a0'}
        </span>
        <Base.Icon className={styles.icon}>
          <ChevronDown />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={popup.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
          collisionPadding={8}
        >
          <Base.Popup className={popup.popup}>
            <Base.List className={popup.list}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={popup.item}>
                  {option.icon}
                  <Base.ItemText className={popup.grow}>{option.label}</Base.ItemText>
                  <Base.ItemIndicator className={popup.check}>
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
