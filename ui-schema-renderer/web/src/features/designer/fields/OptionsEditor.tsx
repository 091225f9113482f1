import { Plus, X } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useText } from '@/shared/i18n';
import { Dot } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Menu, MenuItem } from '@/shared/ui/Menu';
import { TextInput } from '@/shared/ui/TextInput';
import { labelledOption, newOption, OPTION_COLORS, type OptionDraft } from '../draft/fieldDraft';
import { useErrorText } from '../RejectionNotice';
import type { FieldEditorProps } from './FieldEditor';
import styles from './OptionsEditor.module.css';
import { SortableItem, SortableList } from './Sortable';

/** The options of a select: their order, labels, stored values and colours. */
export function OptionsEditor({ draft, onChange, errors, stored }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const list = useRef<HTMLDivElement>(null);
  const { options } = draft;
  const put = (next: OptionDraft[]) => onChange({ ...draft, options: next });
  const change = (changed: OptionDraft) =>
    put(options.map((option) => (option.key === changed.key ? changed : option)));

  const add = () => {
    put([...options, newOption(options)]);
    requestAnimationFrame(() => {
      const labels = list.current?.querySelectorAll<HTMLInputElement>('[data-part="label"]');
      labels?.[labels.length - 1]?.focus();
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      add();
    }
  };

  return (
    <div ref={list} className={styles.root} role="group" aria-label={t('designer.options.options')}>
      <div className={styles.head}>
        <span className={styles.title}>{t('designer.options.options')}</span>
        <span className={styles.note}>
          {t(stored ? 'designer.options.storedHelp' : 'designer.options.optionsHelp')}
        </span>
      </div>
      <SortableList
        items={options}
        keyOf={(option) => option.key}
        nameOf={(option) => option.label}
        onChange={put}
        className={styles.list}
      >
        {(option, i) => (
          <SortableItem
            key={option.key}
            id={option.key}
            label={option.label || String(i + 1)}
            className={styles.option}
          >
            <ColorMenu
              color={option.color}
              label={t('designer.options.colorOf', { option: option.label || i + 1 })}
              onChange={(color) => change({ ...option, color })}
            />
            <FieldFrame
              label={t('designer.options.label', { number: i + 1 })}
              hiddenLabel
              error={textAt(`/options/${i}`)}
              className={styles.grow}
            >
              <TextInput
                data-part="label"
                placeholder={t('designer.options.labelPlaceholder')}
                maxLength={100}
                value={option.label}
                onKeyDown={onKeyDown}
                onChange={(label) =>
                  change(
                    labelledOption(
                      option,
                      label,
                      options.filter((other) => other !== option).map((other) => other.value),
                    ),
                  )
                }
              />
            </FieldFrame>
            <TextInput
              aria-label={t('designer.options.value', { number: i + 1 })}
              className={styles.value}
              placeholder={t('designer.options.valuePlaceholder')}
              maxLength={100}
              value={option.value}
              readOnly={option.isStored}
              title={option.isStored ? t('designer.options.valueKept') : undefined}
              onKeyDown={onKeyDown}
              onChange={(value) => change({ ...option, value, isNamed: value !== '' })}
            />
            <IconButton
              size="sm"
              label={t('designer.options.remove', { option: option.label || i + 1 })}
              onClick={() => put(options.filter((other) => other.key !== option.key))}
            >
              <X />
            </IconButton>
          </SortableItem>
        )}
      </SortableList>
      {textAt('/options') && (
        <p role="alert" className={styles.error}>
          {textAt('/options')}
        </p>
      )}
      <Button variant="ghost" size="sm" icon={<Plus />} className={styles.add} onClick={add}>
        {t('designer.options.add')}
      </Button>
    </div>
  );
}

interface ColorMenuProps {
  color: string | null;
  label: string;
  onChange: (color: string) => void;
}

function ColorMenu({ color, label, onChange }: ColorMenuProps) {
  const t = useText();
  return (
    <Menu
      trigger={
        <button type="button" className={styles.color} aria-label={label}>
          <Dot color={color} />
        </button>
      }
    >
      {OPTION_COLORS.map((name) => (
        <MenuItem key={name} icon={<Dot color={name} />} onSelect={() => onChange(name)}>
          {t(`designer.colors.${name}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
