import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { isStale, Problem, toProblem } from '@/api/problem';
import { createRecord, getRecord, updateRecord } from '@/api/records';
import type { ObjectDefinition } from '@/schema/metadata';
import { jsonError } from '@/schema/jsonText';
import type { TenantModel } from '@/schema/model';
import {
  changedValues,
  sameValue,
  valuesOf,
  versionOf,
  type FieldValue,
  type RawRecord,
  type Values,
} from '@/schema/records';
import { useEvent } from '@/shared/lib/hooks';
import { merge, updateCached } from '../recordCache';
import { findClashes, without, type Conflict } from './conflict';
import { newValues, startValues } from './startValues';

interface State {
  /** The record as it was read; null while it does not exist. */
  record: RawRecord | null;
  base: Values;
  values: Values;
  /** What the form was last told to show; what is typed into it stays there until then. */
  shown: Values;
}

interface Options {
  model: TenantModel;
  object: ObjectDefinition;
  record: RawRecord | null;
  /** What a new record begins with beyond its defaults. */
  start?: Values | undefined;
}

/** The outcome of saving; null when the server refused it or somebody has to choose first. */
export interface Saved {
  record: RawRecord;
  before: Values;
  changes: Values;
  /** Whether somebody else's changes were taken in on the way. */
  isMerged: boolean;
}

/** What is typed into a field for JSON and is none would be sent, and kept, as a text. */
function unreadable(object: ObjectDefinition, changes: Values): Problem | null {
  const errors = object.fields.flatMap((field) => {
    const value = changes[field.name];
    const place = field.type === 'json' && typeof value === 'string' ? jsonError(value) : null;
    return place
      ? [
          {
            pointer: `/${field.name}`,
            code: 'json_syntax',
            message: `Line ${place.line}, column ${place.column}: this is no JSON`,
            position: place,
          },
        ]
      : [];
  });
  return errors.length > 0
    ? new Problem(422, 'validation_failed', '', '', undefined, errors)
    : null;
}

/** So often changes are put on top of somebody else's before the person is asked to try again. */
const ATTEMPTS = 3;

/** A record that is being edited: what changed, saving it, and what stood in the way. */
export function useRecordForm({ model, object, record, start }: Options) {
  const client = useQueryClient();
  const begin = (from: RawRecord | null): State => {
    const base = from ? valuesOf(model, object, from) : startValues(object, start);
    return { record: from, base, values: base, shown: base };
  };
  const [state, setState] = useState<State>(() => begin(record));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [busy, setBusy] = useState(false);

  const changes = useMemo(
    () => changedValues(object, state.base, state.values),
    [object, state.base, state.values],
  );
  const isDirty = Object.keys(changes).length > 0;

  // The record was changed elsewhere, such as in a cell of the list, and nothing is lost here.
  const isNewer =
    record !== null &&
    state.record !== null &&
    record !== state.record &&
    versionOf(record) >= versionOf(state.record);
  if (isNewer && !isDirty && !busy) {
    const next = begin(record);
    const isSame = object.fields.every((field) =>
      sameValue(next.base[field.name], state.base[field.name]),
    );
    setState(isSame ? { ...state, record } : next);
  }

  const change = useEvent((name: string, value: FieldValue) => {
    setState((old) => ({ ...old, values: { ...old.values, [name]: value } }));
    setEdited((old) => (old.has(name) ? old : new Set(old).add(name)));
  });

  const refuse = (reason: unknown) => {
    setProblem(toProblem(reason));
    setEdited(new Set());
  };

  const finish = (saved: RawRecord) => {
    setState(begin(saved));
    setProblem(null);
    setConflict(null);
  };

  const create = async (): Promise<Saved> => {
    const values = newValues(object, state.base, state.values);
    const answer = await createRecord(object, values);
    const saved = merge(model, object, answer, answer, values);
    setProblem(null);
    return { record: saved, before: {}, changes: values, isMerged: false };
  };

  /** Saves changes on top of a record; null when they meet somebody else's. */
  const update = async (from: RawRecord, mine: Values): Promise<Saved | null> => {
    let current = from;
    for (let attempt = 1; ; attempt++) {
      const before = valuesOf(model, object, current);
      try {
        const answer = await updateRecord(object, current.id, versionOf(current), mine);
        const saved = merge(model, object, current, answer, mine);
        updateCached(client, object.name, current.id, (old) =>
          merge(model, object, old, answer, mine),
        );
        finish(saved);
        return { record: saved, before, changes: mine, isMerged: current !== from };
      } catch (error) {
        if (!isStale(error) || attempt === ATTEMPTS) {
          throw error;
        }
      }
      const fresh = await getRecord(model, object, current.id);
      const clashes = findClashes(model, object, before, mine, fresh);
      if (clashes.length > 0) {
        setConflict({ fresh, clashes });
        return null;
      }
      current = fresh;
    }
  };

  const attempt = async (work: () => Promise<Saved | null>): Promise<Saved | null> => {
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      refuse(error);
      return null;
    } finally {
      setBusy(false);
    }
  };

  const save = useEvent((): Promise<Saved | null> => {
    const wrong = unreadable(object, changes);
    if (wrong) {
      refuse(wrong);
      return Promise.resolve(null);
    }
    return attempt(() => (state.record ? update(state.record, changes) : create()));
  });

  /** Goes on from the other person's record, keeping one's own values except those given up. */
  const resolve = useEvent((given: readonly string[]): Promise<Saved | null> => {
    if (!conflict) {
      return Promise.resolve(null);
    }
    const { fresh } = conflict;
    const base = valuesOf(model, object, fresh);
    const mine = without(changes, given);
    const values = { ...base, ...mine };
    updateCached(client, object.name, fresh.id, (old) => merge(model, object, old, fresh));
    setConflict(null);
    setState({ record: fresh, base, values, shown: values });
    return Object.keys(mine).length > 0
      ? attempt(() => update(fresh, mine))
      : Promise.resolve(null);
  });

  const discard = useEvent(() => {
    setState(begin(state.record));
    setProblem(null);
    setConflict(null);
  });

  return {
    state,
    problem,
    edited,
    conflict,
    busy,
    isDirty,
    change,
    save,
    resolve,
    discard,
  };
}

export type RecordFormState = ReturnType<typeof useRecordForm>;
