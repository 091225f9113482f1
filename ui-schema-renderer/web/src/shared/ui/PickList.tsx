import { Autocomplete } from '@base-ui/react/autocomplete';
import { Check, Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '@/shared/i18n';
import combobox from './Combobox.module.css';
import popup from './popup.module.css';

export interface PickItem {
  value: string;
  label: string;
  icon?: ReactNode;
  isChosen?: boolean;
}

interface PickListProps {
  label: string;
  items: readonly PickItem[];
  onPick: (value: string) => void;
  onSearch?: (text: string) => void;
}

/** A list in a popover, from which one picks by typing or by the arrow keys. */
export function PickList({ label, items, onPick, onSearch }: PickListProps) {
  const t = useText();
  const [search, setSearch] = useState('');
  return (
    <Autocomplete.Root<PickItem>
      open
      inline
      items={items}
      value={search}
      onValueChange={(text) => {
        setSearch(text);
        onSearch?.(text);
      }}
      itemToStringValue={(item) => item.label}
      autoHighlight="always"
      keepHighlight
      {...(onSearch && { filter: null })}
    >
      <div className={combobox.search}>
        <Search />
        <Autocomplete.Input
          className={combobox.input}
          placeholder={t('common.search')}
          aria-label={label}
        />
      </div>
      <Autocomplete.Empty className={popup.empty}>{t('common.nothingFound')}</Autocomplete.Empty>
      <Autocomplete.List className={popup.list}>
        {(item: PickItem) => (
          <Autocomplete.Item
            key={item.value}
            value={item}
            className={popup.item}
            onClick={() => {
              // Choosing must not put the label into the search field.
              queueMicrotask(() => setSearch(''));
              onPick(item.value);
            }}
          >
            {item.icon}
            <span className={popup.grow}>{item.label}</span>
            {item.isChosen && (
              <span className={popup.check}>
                <Check />
                <span className="visually-hidden">{t('common.chosen')}</span>
              </span>
            )}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
