import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isStale, toProblem } from '@/api/problem';
import { modelQuery, refreshModel } from '@/api/queries';
import { roleQuery } from '@/api/queries';
import { changeRole, getRole, type RoleDefinition, type StoredRole } from '@/api/roles';
import type { TenantModel } from '@/schema/model';
import { useEvent } from '@/shared/lib/hooks';
import type { Rejection } from '@/features/designer/draft/errors';
import { clashes, isEmpty, merged, patchOf, type Path } from './draft/mergePatch';
import { roleBody, withoutGone } from './draft/roleDraft';

/** Somebody else saved the role, and at these places it is at odds with what is being saved. */
export interface Conflict {
  theirs: StoredRole;
  places: readonly Path[];
}

export type Outcome = 'saved' | 'merged' | 'conflict' | 'refused';

/** So often a save is tried anew when the metadata was changed while it was on its way. */
const ATTEMPTS = 4;

/**
 * A role while it is changed. What was changed stays until it is saved or discarded: newer states
 * from the server are taken over only where nothing was changed.
 */
export function useRoleEditor(loaded: StoredRole) {
  const client = useQueryClient();
  const [base, setBase] = useState(loaded);
  const [draft, setDraft] = useState(loaded.role);
  const [busy, setBusy] = useState(false);
  const [rejection, setRejection] = useState<Rejection | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const body = roleBody(draft);
  const isChanged = !isEmpty(patchOf(base.role, body));

  if (loaded.version > base.version && !isChanged && !busy) {
    setBase(loaded);
    setDraft(loaded.role);
  }

  const change = useEvent((next: (draft: RoleDefinition) => RoleDefinition) => setDraft(next));

  /** Goes on from another state of the server's, with what is typed by now. */
  const goOn = (sent: RoleDefinition, stored: StoredRole) => {
    setBase(stored);
    setDraft((now) => merged(sent, now, stored.role, 'mine'));
  };

  const withWhatIsThere = (role: RoleDefinition) => {
    const model = client.getQueryData<TenantModel>(modelQuery.queryKey);
    return model ? withoutGone(role, model) : role;
  };

  /** The role as it is by now, and the draft without what is not there any more. */
  const renew = async (wanted: RoleDefinition) => {
    const theirs = await getRole(wanted.name);
    await refreshModel(client);
    return { theirs, mine: withWhatIsThere(wanted) };
  };

  const store = async (from: StoredRole, wanted: RoleDefinition): Promise<Outcome> => {
    let [known, mine, outcome] = [from, wanted, 'saved' as Outcome];
    for (let attempt = 1; ; attempt++) {
      try {
        const stored = await changeRole(mine.name, patchOf(known.role, mine), known.version);
        goOn(wanted, stored);
        client.setQueryData(roleQuery(mine.name).queryKey, stored);
        await Promise.all([
          client.invalidateQueries({ queryKey: ['roles'], exact: true }),
          refreshModel(client),
        ]);
        return outcome;
      } catch (error) {
        if (!isStale(error) || attempt === ATTEMPTS) {
          setRejection({ problem: toProblem(error), sent: mine });
          return 'refused';
        }
      }
      const renewed = await renew(wanted);
      const others = patchOf(from.role, renewed.theirs.role);
      const places = clashes(patchOf(from.role, renewed.mine), others);
      if (places.length > 0) {
        setConflict({ theirs: renewed.theirs, places });
        return 'conflict';
      }
      outcome = isEmpty(others) ? outcome : 'merged';
      mine = merged(from.role, renewed.mine, renewed.theirs.role, 'mine');
      known = renewed.theirs;
    }
  };

  const attempt = async (from: StoredRole, wanted: RoleDefinition): Promise<Outcome> => {
    setBusy(true);
    setRejection(null);
    setConflict(null);
    try {
      return await store(from, wanted);
    } catch (error) {
      setRejection({ problem: toProblem(error), sent: wanted });
      return 'refused';
    } finally {
      setBusy(false);
    }
  };

  /** Settles a conflict: where both changed something, one of the two states is taken. */
  const resolve = async (lastWord: 'mine' | 'theirs'): Promise<Outcome | null> => {
    if (!conflict) {
      return null;
    }
    const mine = withWhatIsThere(body);
    const together = merged(base.role, mine, conflict.theirs.role, lastWord);
    setBase(conflict.theirs);
    setDraft(together);
    setConflict(null);
    return lastWord === 'mine' ? attempt(conflict.theirs, together) : null;
  };

  return {
    base: base.role,
    draft,
    body,
    isChanged,
    busy,
    rejection,
    conflict,
    change,
    save: () => attempt(base, body),
    resolve,
    discard: () => {
      const stored = conflict?.theirs ?? base;
      setBase(stored);
      setDraft(stored.role);
      setRejection(null);
      setConflict(null);
    },
  };
}

export type RoleEditor = ReturnType<typeof useRoleEditor>;
