import { useQuery } from '@tanstack/react-query';
import { groupsQuery, usersQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextArea } from '@/shared/ui/TextInput';
import styles from './Administration.module.css';
import type { UserDraft } from './userDraft';

interface StandingFieldsProps {
  stored: User;
  draft: UserDraft;
  set: (change: Partial<UserDraft>) => void;
  textAt: (pointer: string) => string | undefined;
}

/** Where a user stands: manager, groups, and lists of values that conditions of roles ask. */
export function StandingFields({ stored, draft, set, textAt }: StandingFieldsProps) {
  const t = useText();
  const { data: users = [] } = useQuery(usersQuery);
  const { data: groups = [] } = useQuery(groupsQuery);
  const others = users.filter((user) => user.active && user.id !== stored.id);
  return (
    <>
      <FieldFrame label={t('people.manager')} error={textAt('/manager')}>
        <Combobox<User>
          items={others}
          value={users.find((user) => user.id === draft.manager) ?? null}
          onChange={(user) => set({ manager: user?.id ?? '' })}
          keyOf={(user) => user.id}
          labelOf={(user) => user.name}
          placeholder={t('people.noManager')}
          clearable
        />
      </FieldFrame>
      {groups.length > 0 && (
        <fieldset className={styles.choices}>
          <legend>{t('people.groups')}</legend>
          {groups.map((group) => (
            <Checkbox
              key={group.name}
              checked={draft.groups.includes(group.name)}
              onChange={(has) => set({ groups: withItem(draft.groups, group.name, has) })}
            >
              {group.label}
            </Checkbox>
          ))}
          {textAt('/groups') && <p className={styles.muted}>{textAt('/groups')}</p>}
        </fieldset>
      )}
      <FieldFrame
        label={t('people.attributes')}
        help={t('people.attributesHelp')}
        error={textAt('/attributes')}
      >
        <TextArea
          mono
          value={draft.attributes}
          placeholder="regions: north, east"
          onChange={(attributes) => set({ attributes })}
        />
      </FieldFrame>
    </>
  );
}
