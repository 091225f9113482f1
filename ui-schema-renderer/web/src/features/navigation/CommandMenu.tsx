import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { CornerDownLeft, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '@/shared/i18n';
import { Kbd } from '@/shared/ui/Kbd';
import { Spinner } from '@/shared/ui/Spinner';
import popup from '@/shared/ui/popup.module.css';
import styles from './CommandMenu.module.css';
import { useCommands, type Command } from './commands';
import { useFoundRecords } from './useFoundRecords';

interface Group {
  label: string;
  items: Command[];
}

/** Every word of the search is somewhere in the command. */
function matches(command: Command, search: string): boolean {
  const text = `${command.label} ${command.hint ?? ''}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Finds anything: records, objects, views, pages, and what can be done. */
export default function CommandMenu({ onClose }: { onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const commands = useCommands();
  const records = useFoundRecords(search);

  const groups = useMemo(() => {
    const found: Group[] = commands
      .map((group) => ({
        label: group.label,
        items: group.items.filter((command) => matches(command, search)),
      }))
      .filter((group) => group.items.length > 0);
    return [...records.groups, ...found];
  }, [commands, records.groups, search]);

  const run = (command: Command) => {
    onClose();
    if (command.to) {
      void navigate(command.to);
    } else {
      command.run?.();
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label={t('command.title')}>
          <Autocomplete.Root
            open
            inline
            items={groups}
            value={search}
            onValueChange={setSearch}
            filter={null}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(command: Command) => command.label}
          >
            <div className={styles.search}>
              {records.busy ? <Spinner /> : <Search />}
              <Autocomplete.Input
                className={styles.input}
                placeholder={t('command.placeholder')}
                aria-label={t('command.placeholder')}
              />
              <Kbd keys="Esc" />
            </div>
            <Autocomplete.Empty className={styles.empty}>
              {t('common.nothingFound')}
            </Autocomplete.Empty>
            <Autocomplete.List className={styles.list}>
              {(group: Group) => (
                <Autocomplete.Group key={group.items[0]?.id} items={group.items}>
                  <Autocomplete.GroupLabel className={popup.groupLabel}>
                    {group.label}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => (
                      <Autocomplete.Item
                        key={command.id}
                        value={command}
                        className={styles.item}
                        onClick={() => run(command)}
                      >
                        <span className={styles.icon}>{command.icon}</span>
                        <span className={styles.label}>{command.shown ?? command.label}</span>
                        {command.hint && (
                          <span className={styles.hint}>{command.shownHint ?? command.hint}</span>
                        )}
                        <CornerDownLeft className={styles.enter} />
                      </Autocomplete.Item>
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
