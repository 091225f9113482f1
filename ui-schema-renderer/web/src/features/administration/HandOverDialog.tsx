import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { handOver } from '@/api/people';
import { toProblem, type Problem } from '@/api/problem';
import { usersQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Notice } from '@/shared/ui/States';
import { ProblemNotice } from '@/views/Failure';
import { useApp } from '@/views/AppContext';

/** Hands a user's records over to another, after telling how many there are. */
export function HandOverDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const { model } = useApp();
  const { data: users = [] } = useQuery(usersQuery);
  const [heir, setHeir] = useState<User | null>(null);
  const [fields, setFields] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const to = heir?.id ?? '';
  const numbers = useQuery({
    queryKey: ['handOver', user.id, to, fields],
    queryFn: () => handOver(user.id, { to, fields, dryRun: true }),
    enabled: heir !== null,
  });
  const objects = numbers.data?.objects;

  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await handOver(user.id, { to, fields });
      onClose();
      void navigate('/admin/jobs');
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={t('people.handOverTitle', { user: user.name })}
      description={t('people.handOverHelp')}
      action={t('people.handOver')}
      busy={busy}
      disabled={!objects?.length}
      onSubmit={start}
      onClose={onClose}
    >
      {(problem ?? numbers.error) && <ProblemNotice error={problem ?? toProblem(numbers.error)} />}
      <FieldFrame label={t('people.heir')} required>
        <Combobox<User>
          items={users.filter((other) => other.active && other.id !== user.id)}
          value={heir}
          onChange={setHeir}
          keyOf={(other) => other.id}
          labelOf={(other) => other.name}
          placeholder={t('people.chooseHeir')}
        />
      </FieldFrame>
      <Checkbox checked={fields} onChange={setFields}>
        {t('people.handOverFields')}
      </Checkbox>
      {objects && (
        <Notice kind="info">
          {objects.length === 0
            ? t('people.nothingToHandOver')
            : objects
                .map(
                  ({ object, records }) =>
                    `${model.object(object)?.label ?? object}: ${String(records)}`,
                )
                .join(', ')}
        </Notice>
      )}
    </FormDialog>
  );
}
