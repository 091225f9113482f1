import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { cx } from '@/shared/lib/classNames';
import popup from './popup.module.css';
import styles from './Popover.module.css';

interface PopoverProps {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
  /** What it points at, when that is not its trigger. */
  anchor?: RefObject<Element | null>;
  label: string;
  align?: 'start' | 'center' | 'end';
  className?: string | undefined;
  /** What gets the focus when it opens; by default its first control. */
  initialFocus?: boolean | RefObject<HTMLElement | null>;
  children: ReactNode;
}

export function Popover({
  open,
  onOpenChange,
  trigger,
  anchor,
  label,
  align = 'start',
  className,
  initialFocus,
  children,
}: PopoverProps) {
  return (
    <Base.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange && { onOpenChange: (next: boolean) => onOpenChange(next) })}
    >
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner
          align={align}
          sideOffset={5}
          collisionPadding={8}
          className={popup.positioner}
          {...(anchor && { anchor })}
        >
          <Base.Popup
            aria-label={label}
            className={cx(popup.popup, styles.popup, className)}
            {...(initialFocus !== undefined && { initialFocus })}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export const PopoverClose = Base.Close;
