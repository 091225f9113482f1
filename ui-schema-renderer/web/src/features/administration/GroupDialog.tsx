import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { changeGroup, createGroup, deleteGroup } from '@/api/people';
import { toProblem, type Problem } from '@/api/problem';
import { usersQuery } from '@/api/queries';
import type { Group } from '@/api/types';
import { useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Button } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Administration.module.css';

const NONE = 'none';
const PLACES = ['/name', '/label', '/parent'];

interface GroupDialogProps {
  stored?: Group;
  groups: Group[];
  onClose: () => void;
}

/** Makes or changes a group: its label, the group above it, and who is in it. */
export function GroupDialog({ stored, groups, onClose }: GroupDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const { data: users = [] } = useQuery(usersQuery);
  const [name, setName] = useState(stored?.name ?? '');
  const [label, setLabel] = useState(stored?.label ?? '');
  const [parent, setParent] = useState(stored?.parent ?? '');
  const [members, setMembers] = useState<string[]>(stored?.members ?? []);
  const [search, setSearch] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);

  const attempt = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['groups'] });
      await client.invalidateQueries({ queryKey: ['users'] });
      toast(done);
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  const body = { label: label.trim() || name.trim(), parent: parent || null, members };
  const save = () =>
    attempt(
      () => (stored ? changeGroup(stored.name, body) : createGroup({ name: name.trim(), ...body })),
      t('people.groupSaved', { group: body.label }),
    );

  const words = search.trim().toLowerCase();
  const found = users.filter(
    (user) =>
      (user.active || members.includes(user.id)) &&
      `${user.name} ${user.email}`.toLowerCase().includes(words),
  );
  return (
    <FormDialog
      title={stored ? t('people.editGroup', { group: stored.label }) : t('people.addGroup')}
      action={t('common.save')}
      busy={busy}
      disabled={name.trim() === ''}
      onSubmit={save}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      {!stored && (
        <FieldFrame
          label={t('people.groupName')}
          help={t('people.groupNameHelp')}
          required
          error={at('/name')}
        >
          <TextInput autoFocus maxLength={63} value={name} onChange={setName} />
        </FieldFrame>
      )}
      <FieldFrame label={t('people.groupLabel')} error={at('/label')}>
        <TextInput maxLength={120} value={label} onChange={setLabel} />
      </FieldFrame>
      <FieldFrame label={t('people.parent')} help={t('people.parentHelp')} error={at('/parent')}>
        <Select
          value={parent || NONE}
          options={[
            { value: NONE, label: t('people.noParent') },
            ...groups
              .filter((group) => group.name !== stored?.name)
              .map((group) => ({ value: group.name, label: group.label })),
          ]}
          onChange={(chosen) => setParent(chosen === NONE ? '' : chosen)}
        />
      </FieldFrame>
      <fieldset className={styles.choices}>
        <legend>{t('people.membersOf', { count: members.length })}</legend>
        <TextInput
          type="search"
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          value={search}
          onChange={setSearch}
        />
        <div className={styles.members}>
          {found.map((user) => (
            <Checkbox
              key={user.id}
              checked={members.includes(user.id)}
              onChange={(has) => setMembers(withItem(members, user.id, has))}
            >
              {user.name}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      {stored && (
        <div>
          <Button
            variant="danger"
            icon={<Trash2 />}
            disabled={busy}
            onClick={() =>
              void attempt(
                () => deleteGroup(stored.name),
                t('people.groupDeleted', { group: stored.label }),
              )
            }
          >
            {t('people.deleteGroup')}
          </Button>
        </div>
      )}
    </FormDialog>
  );
}
