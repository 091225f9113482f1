import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { isStale, toProblem, type Problem } from '@/api/problem';
import { errorText, problemText } from '@/api/problemText';
import { getRecord, updateRecord } from '@/api/records';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { sameValue, toValue, versionOf, type FieldValue, type RawRecord } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { findCached, merge, toRaw, updateCached } from '../recordCache';

/** Why a cell was not changed, shown at the cell. */
export interface CellFailure {
  message: string;
  /** Somebody else was faster: what they wrote, and what was to be written here. */
  conflict?: { theirs: FieldValue; mine: FieldValue };
}

export interface CellEdit {
  id: string;
  field: FieldDefinition;
  before: FieldValue;
  after: FieldValue;
}

export const cellKey = (id: string, field: string) => `${id} ${field}`;

const UNDO_STEPS = 50;

/**
 * Changes cells: at once on the screen, then on the server, and back again when the server refuses.
 * Changes of one record wait for each other, so that each builds on the version before it.
 */
export function useCellEdits(model: TenantModel, object: ObjectDefinition) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [failures, setFailures] = useState<ReadonlyMap<string, CellFailure>>(new Map());
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const queues = useRef(new Map<string, Promise<void>>());
  const done = useRef<CellEdit[]>([]);
  // The newest edit of each cell that the server has not answered yet.
  const pending = useRef(new Map<string, CellEdit>());

  const setFailure = (key: string, failure: CellFailure | null) =>
    setFailures((old) => {
      const next = new Map(old);
      if (failure) {
        next.set(key, failure);
      } else {
        next.delete(key);
      }
      return next;
    });

  const mark = (key: string, isSaving: boolean) =>
    setSaving((old) => {
      const next = new Set(old);
      if (isSaving) {
        next.add(key);
      } else {
        next.delete(key);
      }
      return next;
    });

  const put = (id: string, field: FieldDefinition, value: FieldValue) =>
    updateCached(client, object.name, id, (record) => ({
      ...record,
      [field.name]: toRaw(model, field, value),
    }));

  /** Ends an edit; false when a newer one of the same cell is on its way. */
  const settle = (edit: CellEdit): boolean => {
    const key = cellKey(edit.id, edit.field.name);
    const isNewest = pending.current.get(key) === edit;
    if (isNewest) {
      pending.current.delete(key);
    }
    return isNewest;
  };

  /** A newer state of a record, but not over what is being changed in it. */
  const take = (old: RawRecord, fresh: RawRecord): RawRecord => {
    const taken = { ...old };
    for (const name of Object.keys(old)) {
      if (name in fresh && !pending.current.has(cellKey(old.id, name))) {
        taken[name] = fresh[name];
      }
    }
    return taken;
  };

  const meetConflict = async (edit: CellEdit) => {
    const fresh = await getRecord(model, object, edit.id);
    updateCached(client, object.name, edit.id, (record) => take(record, fresh));
    setFailure(cellKey(edit.id, edit.field.name), {
      message: t('grid.conflict'),
      conflict: { theirs: toValue(model, edit.field, fresh[edit.field.name]), mine: edit.after },
    });
  };

  const explain = (problem: Problem, field: FieldDefinition): string => {
    const own = problem.errors.find((error) => error.pointer === `/${field.name}`);
    const first = own ?? problem.errors[0];
    return first
      ? errorText(first, own ? field : undefined, t, locale)
      : problemText(problem, t, locale).detail;
  };

  const send = async (edit: CellEdit, isUndo: boolean) => {
    const { id, field, after } = edit;
    const key = cellKey(id, field.name);
    mark(key, true);
    try {
      const record = findCached(client, object.name, id);
      const version = record && versionOf(record);
      const answer = await updateRecord(object, id, version, { [field.name]: after });
      settle(edit);
      updateCached(client, object.name, id, (old) =>
        take(old, merge(model, object, old, answer, { [field.name]: after })),
      );
      if (!isUndo) {
        done.current = [...done.current.slice(1 - UNDO_STEPS), edit];
      }
      void client.invalidateQueries({ queryKey: ['records', object.name, 'history', id] });
    } catch (error) {
      if (settle(edit)) {
        put(id, field, edit.before);
      }
      if (isStale(error)) {
        await meetConflict(edit).catch((reason: unknown) =>
          setFailure(key, { message: explain(toProblem(reason), field) }),
        );
      } else {
        setFailure(key, { message: explain(toProblem(error), field) });
      }
    } finally {
      mark(key, false);
    }
  };

  const save = useEvent((edit: CellEdit, isUndo: boolean) => {
    setFailure(cellKey(edit.id, edit.field.name), null);
    if (sameValue(edit.before, edit.after)) {
      return;
    }
    pending.current.set(cellKey(edit.id, edit.field.name), edit);
    put(edit.id, edit.field, edit.after);
    const before = queues.current.get(edit.id) ?? Promise.resolve();
    queues.current.set(
      edit.id,
      before.then(() => send(edit, isUndo)),
    );
  });

  const undo = useEvent((): CellEdit | undefined => {
    const last = done.current.pop();
    if (last) {
      save({ ...last, before: last.after, after: last.before }, true);
    }
    return last;
  });

  const dismiss = useEvent((id: string, field: string) => setFailure(cellKey(id, field), null));

  return { failures, saving, save, undo, dismiss };
}
