import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import styles from './popup.module.css';

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom' | 'right' | 'left';
  children: ReactNode;
}

export function Menu({ trigger, align = 'start', side = 'bottom', children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  shortcut?: ReactNode;
  children: ReactNode;
}

export function MenuItem({
  icon,
  onSelect,
  danger = false,
  disabled = false,
  shortcut,
  children,
}: MenuItemProps) {
  return (
    <Base.Item
      className={cx(styles.item, danger && styles.danger)}
      onClick={onSelect}
      disabled={disabled}
    >
      {icon}
      <span className={styles.grow}>{children}</span>
      {shortcut && <span className={styles.shortcut}>{shortcut}</span>}
    </Base.Item>
  );
}

export function MenuSeparator() {
  return <Base.Separator className={styles.separator} />;
}

interface MenuChoiceProps<V extends string> {
  label: string;
  value: V;
  options: { value: V; label: string; icon?: ReactNode }[];
  onChange: (value: V) => void;
}

/** A group of a menu in which one of several is chosen. */
export function MenuChoice<V extends string>({
  label,
  value,
  options,
  onChange,
}: MenuChoiceProps<V>) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange}>
      <Base.Group>
        <Base.GroupLabel className={styles.groupLabel}>{label}</Base.GroupLabel>
        {options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            className={styles.item}
            closeOnClick
          >
            {option.icon}
            <span className={styles.grow}>{option.label}</span>
            <Base.RadioItemIndicator className={styles.check}>
              <Check />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  );
}
