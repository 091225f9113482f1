import { useQueryClient } from '@tanstack/react-query';
import { Bookmark, BookmarkPlus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { changePart, createPart, deletePart } from '@/api/metadata';
import { refreshModel } from '@/api/queries';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition, ViewDefinition } from '@/schema/metadata';
import { suggestName } from '@/schema/names';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import type { ListState } from '@/views/list/useListState';
import { listPath } from '@/views/paths';
import { useTellProblem } from '@/views/useTellProblem';

interface ViewActionsProps {
  object: ObjectDefinition;
  state: ListState;
}

/** What can be done with how one looks at a list: undo it, or keep it for everybody. */
export function ViewActions({ object, state }: ViewActionsProps) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { me } = useApp();
  const [isNaming, setNaming] = useState(false);
  const { view } = state;
  const arrangement = { columns: state.columns, filter: state.filter || null, sort: state.sort };

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      tell(error);
    }
  };

  const update = (saved: ViewDefinition) =>
    attempt(async () => {
      await changePart(object.name, 'views', saved.name, arrangement);
      await refreshModel(client);
      state.reset();
      toast(t('list.viewSaved'));
    });

  const remove = (saved: ViewDefinition) =>
    attempt(async () => {
      await deletePart(object.name, 'views', saved.name);
      const back = async () => {
        await createPart(object.name, 'views', saved);
        await refreshModel(client);
      };
      await navigate(listPath(object.name));
      await refreshModel(client);
      toast(t('list.viewDeleted'), () => void attempt(back));
    });

  const create = async (label: string) => {
    const taken = object.views.map((other) => other.name);
    const name = suggestName(label, taken) || `view${taken.length + 1}`;
    await createPart(object.name, 'views', { name, label, ...arrangement });
    await refreshModel(client);
    setNaming(false);
    state.reset();
    await navigate(listPath(object.name, name));
    toast(t('list.viewSaved'));
  };

  if (!state.isChanged && !(view && me.permissions.metadata)) {
    return null;
  }
  return (
    <>
      {state.isChanged && (
        <Button
          variant="ghost"
          size="sm"
          icon={<RotateCcw />}
          title={t('list.resetHint')}
          onClick={state.reset}
        >
          {t('list.reset')}
        </Button>
      )}
      {me.permissions.metadata && (
        <Menu
          align="end"
          trigger={
            <Button variant="ghost" size="sm" icon={<Bookmark />}>
              {t('list.saveView')}
            </Button>
          }
        >
          {view && state.isChanged && (
            <MenuItem icon={<Bookmark />} onSelect={() => void update(view)}>
              {t('list.updateView', { view: labelOf(view, locale) })}
            </MenuItem>
          )}
          <MenuItem icon={<BookmarkPlus />} onSelect={() => setNaming(true)}>
            {t('list.saveViewAs')}
          </MenuItem>
          {view && (
            <>
              <MenuSeparator />
              <MenuItem icon={<Trash2 />} danger onSelect={() => void remove(view)}>
                {t('list.deleteView', { view: labelOf(view, locale) })}
              </MenuItem>
            </>
          )}
        </Menu>
      )}
      {isNaming && <NameDialog onSave={create} onClose={() => setNaming(false)} />}
    </>
  );
}

interface NameDialogProps {
  onSave: (label: string) => Promise<void>;
  onClose: () => void;
}

function NameDialog({ onSave, onClose }: NameDialogProps) {
  const t = useText();
  const [label, setLabel] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async () => {
    setBusy(true);
    try {
      await onSave(label.trim());
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t('list.saveViewAs')}
      size="sm"
      action={t('common.save')}
      busy={busy}
      disabled={label.trim() === ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {error !== null && <ProblemNotice error={error} />}
      <FieldFrame label={t('list.viewName')} help={t('list.viewHelp')} required>
        <TextInput autoFocus value={label} onChange={setLabel} maxLength={100} />
      </FieldFrame>
    </FormDialog>
  );
}
