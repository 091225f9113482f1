import type { Moment, Operation, RuleDefinition } from '@/schema/metadata';
import { suggestName } from '@/schema/names';
import { nextKey } from './fieldDraft';

/** A value that an action writes into a field. */
export interface AssignmentDraft {
  key: string;
  field: string;
  value: string;
}

export interface ActionDraft {
  key: string;
  /** Of a record to create; empty where the record at hand is changed. */
  object: string;
  assignments: AssignmentDraft[];
}

/**
 * A rule as somebody is editing it. The moment decides what actions can be: before the record is
 * saved its fields are set, afterwards other records are created.
 */
export interface RuleDraft {
  label: string;
  name: string;
  enabled: boolean;
  moment: Moment;
  on: Operation[];
  priority: string;
  condition: string;
  /** What is set before save. */
  sets: AssignmentDraft[];
  /** What is created after commit. */
  creates: ActionDraft[];
}

export const newAssignment = (field = '', value = ''): AssignmentDraft => ({
  key: nextKey(),
  field,
  value,
});

export const newAction = (): ActionDraft => ({
  key: nextKey(),
  object: '',
  assignments: [newAssignment()],
});

export function newRule(): RuleDraft {
  return {
    label: '',
    name: '',
    enabled: true,
    moment: 'beforeSave',
    on: ['create', 'update'],
    priority: '0',
    condition: '',
    sets: [newAssignment()],
    creates: [newAction()],
  };
}

export function fromRule(rule: RuleDefinition): RuleDraft {
  const sets = rule.actions.flatMap((action) =>
    action.type === 'setField' ? [newAssignment(action.field, action.value)] : [],
  );
  const creates = rule.actions.flatMap((action) =>
    action.type === 'createRecord'
      ? [
          {
            key: nextKey(),
            object: action.object,
            assignments: Object.entries(action.values).map(([field, value]) =>
              newAssignment(field, value),
            ),
          },
        ]
      : [],
  );
  return {
    label: rule.label,
    name: rule.name,
    enabled: rule.enabled,
    moment: rule.moment,
    on: [...rule.on],
    priority: String(rule.priority),
    condition: rule.condition ?? '',
    sets: sets.length > 0 ? sets : [newAssignment()],
    creates: creates.length > 0 ? creates : [newAction()],
  };
}

/** The draft at another moment; deleting is nothing that a rule before save could hear of. */
export function atMoment(draft: RuleDraft, moment: Moment): RuleDraft {
  const on = moment === 'beforeSave' ? draft.on.filter((one) => one !== 'delete') : draft.on;
  return { ...draft, moment, on: on.length > 0 ? on : ['create', 'update'] };
}

const ORDER: readonly Operation[] = ['create', 'update', 'delete'];

export function toggled(on: readonly Operation[], operation: Operation): Operation[] {
  const next = on.includes(operation) ? on.filter((one) => one !== operation) : [...on, operation];
  return ORDER.filter((one) => next.includes(one));
}

export function ruleBody(draft: RuleDraft, taken: readonly string[]) {
  const priority = draft.priority.trim();
  return {
    name: draft.name || suggestName(draft.label, taken),
    label: draft.label.trim(),
    enabled: draft.enabled,
    moment: draft.moment,
    on: draft.on,
    priority: /^-?\d+$/.test(priority) ? Number(priority) : priority || 0,
    condition: draft.condition.trim() || null,
    actions:
      draft.moment === 'beforeSave'
        ? draft.sets.map(({ field, value }) => ({ type: 'setField', field, value: value.trim() }))
        : draft.creates.map(({ object, assignments }) => ({
            type: 'createRecord',
            object,
            values: Object.fromEntries(
              assignments
                .filter(({ field, value }) => field !== '' || value.trim() !== '')
                .map(({ field, value }) => [field, value.trim()]),
            ),
          })),
  };
}

export function rulePlaces(draft: RuleDraft): string[] {
  const actions =
    draft.moment === 'beforeSave'
      ? draft.sets.flatMap((_, i) => [`/actions/${i}/field`, `/actions/${i}/value`])
      : draft.creates.flatMap((action, i) => [
          `/actions/${i}/object`,
          ...action.assignments.map(({ field }) => `/actions/${i}/values/${field}`),
        ]);
  return ['/label', '/name', '/on', '/moment', '/priority', '/condition', ...actions];
}
