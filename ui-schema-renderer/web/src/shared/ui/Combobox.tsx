import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown, Search, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { cx } from '@/shared/lib/classNames';
import { useText } from '@/shared/i18n';
import { useFieldLabelId, useFieldWiring } from './FieldFrame';
import { Spinner } from './Spinner';
import popup from './popup.module.css';
import select from './Select.module.css';
import styles from './Combobox.module.css';

interface ComboboxProps<T> {
  items: readonly T[];
  value: T | null;
  onChange: (value: T | null) => void;
  keyOf: (item: T) => string;
  labelOf: (item: T) => string;
  renderItem?: (item: T) => ReactNode;
  renderValue?: (item: T) => ReactNode;
  /** Searches elsewhere, for example on the server; without it the items are filtered here. */
  onSearch?: (text: string) => void;
  busy?: boolean;
  placeholder?: string | undefined;
  label?: string | undefined;
  clearable?: boolean;
  disabled?: boolean;
  /** Fills the cell of a table. */
  bare?: boolean;
  /** What is typed into the search field when it opens at once, as a cell's editor does. */
  openWith?: string | undefined;
  onClose?: () => void;
  /** Below the list, for example a way to make what was not found. */
  footer?: (close: () => void, search: string) => ReactNode;
  empty?: string;
}

/** One of many, found by typing. */
export function Combobox<T>(props: ComboboxProps<T>) {
  const { items, value, keyOf, labelOf, onSearch, openWith, busy = false } = props;
  const t = useText();
  const labelId = useFieldLabelId();
  const wiring = useFieldWiring();
  const actions = useRef<Base.Root.Actions>(null);
  const search = useRef(openWith ?? '');
  return (
    <Base.Root<T>
      items={items}
      value={value}
      onValueChange={(next) => props.onChange(next)}
      itemToStringLabel={labelOf}
      isItemEqualToValue={(a, b) => keyOf(a) === keyOf(b)}
      disabled={props.disabled ?? false}
      autoHighlight
      actionsRef={actions}
      {...(onSearch && { filter: null })}
      {...(openWith !== undefined && { defaultOpen: true, defaultInputValue: openWith })}
      onInputValueChange={(text) => {
        search.current = text;
        onSearch?.(text);
      }}
      onOpenChangeComplete={(open) => !open && props.onClose?.()}
    >
      <div className={styles.root}>
        <Base.Trigger
          {...wiring}
          aria-label={props.label}
          aria-labelledby={props.label ? undefined : labelId}
          className={cx(select.trigger, props.bare && styles.bare)}
        >
          <span className={cx(select.value, value === null && select.placeholder)}>
            {value === null
              ? (props.placeholder ?? '\u00a0')
              : (props.renderValue ?? props.renderItem ?? labelOf)(value)}
          </span>
          <Base.Icon className={select.icon}>
            <ChevronsUpDown />
          </Base.Icon>
        </Base.Trigger>
        {props.clearable && value !== null && !props.disabled && !props.bare && (
          <button
            type="button"
            className={styles.clear}
            aria-label={t('common.clear')}
            onClick={() => props.onChange(null)}
          >
            <X />
          </button>
        )}
      </div>
      <Base.Portal>
        <Base.Positioner
          className={popup.positioner}
          sideOffset={4}
          align="start"
          collisionPadding={8}
        >
          <Base.Popup className={cx(popup.popup, styles.popup)} aria-busy={busy || undefined}>
            <div className={styles.search}>
              {busy ? <Spinner /> : <Search />}
              <Base.Input
                className={styles.input}
                placeholder={t('common.search')}
                aria-label={t('common.search')}
              />
            </div>
            <Base.Empty className={popup.empty}>
              {busy ? t('common.searching') : (props.empty ?? t('common.nothingFound'))}
            </Base.Empty>
            <Base.List className={popup.list}>
              {(item: T) => (
                <Base.Item key={keyOf(item)} value={item} className={popup.item}>
                  <span className={popup.grow}>{(props.renderItem ?? labelOf)(item)}</span>
                  <Base.ItemIndicator className={popup.check}>
                    <Check />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
            {props.footer && (
              <div className={styles.footer}>
                <ComboboxFooter {...props} search={() => search.current} />
              </div>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function ComboboxFooter<T>({
  footer,
  search,
  onClose,
}: ComboboxProps<T> & { search: () => string }) {
  return footer?.(() => onClose?.(), search());
}
