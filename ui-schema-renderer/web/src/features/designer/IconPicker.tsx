import { useMemo, useState } from 'react';
import { useText } from '@/shared/i18n';
import { ObjectIcon, useObjectIcons } from '@/shared/ui/ObjectIcon';
import { Popover } from '@/shared/ui/Popover';
import { TextInput } from '@/shared/ui/TextInput';
import styles from './IconPicker.module.css';

interface IconPickerProps {
  value: string | null;
  /** Gives the colour, and the letter where there is no icon. */
  of: string;
  onChange: (icon: string) => void;
}

export function IconPicker({ value, of, onChange }: IconPickerProps) {
  const t = useText();
  const all = useObjectIcons();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState('');
  const names = useMemo(() => {
    const words = search.trim().toLowerCase().replace(/\s+/g, '-');
    return Object.keys(all ?? {}).filter((name) => name.includes(words));
  }, [all, search]);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t('designer.icon.choose')}
      className={styles.popup}
      trigger={
        <button type="button" className={styles.trigger} aria-label={t('designer.icon.choose')}>
          <ObjectIcon name={value ?? undefined} of={of || '·'} size={40} />
        </button>
      }
    >
      <TextInput
        aria-label={t('designer.icon.search')}
        placeholder={t('designer.icon.search')}
        value={search}
        onChange={setSearch}
      />
      <ul className={styles.grid}>
        {names.map((name) => {
          const Icon = all?.[name];
          return (
            Icon && (
              <li key={name}>
                <button
                  type="button"
                  className={styles.icon}
                  aria-label={name.replaceAll('-', ' ')}
                  aria-pressed={name === value}
                  title={name.replaceAll('-', ' ')}
                  onClick={() => {
                    onChange(name);
                    setOpen(false);
                  }}
                >
                  <Icon size={18} strokeWidth={1.8} />
                </button>
              </li>
            )
          );
        })}
      </ul>
      {names.length === 0 && <p className={styles.none}>{t('common.nothingFound')}</p>}
    </Popover>
  );
}
