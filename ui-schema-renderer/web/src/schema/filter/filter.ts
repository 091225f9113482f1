/** A filter as people build it: conditions on fields, all or any of which are to be met. */

export type Operator =
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'equals'
  | 'notEquals'
  | 'less'
  | 'lessOrEqual'
  | 'greater'
  | 'greaterOrEqual'
  | 'between'
  | 'inLast'
  | 'inNext'
  | 'anyOf'
  | 'noneOf'
  | 'isTrue'
  | 'isFalse'
  | 'isMe'
  | 'empty'
  | 'notEmpty';

export interface FieldCondition {
  kind: 'field';
  path: string;
  operator: Operator;
  /** Texts, numbers, days, options or ids, as many as the operator takes. */
  values: string[];
}

/** A condition that somebody wrote and that has no visual form. */
export interface WrittenCondition {
  kind: 'written';
  expression: string;
}

export type Condition = FieldCondition | WrittenCondition;

export interface Filter {
  match: 'all' | 'any';
  conditions: Condition[];
}

export const NO_FILTER: Filter = { match: 'all', conditions: [] };

/** What sort of values a field has, as far as conditions go. */
export type Sort =
  | 'text'
  | 'number'
  | 'day'
  | 'moment'
  | 'time'
  | 'duration'
  | 'boolean'
  | 'select'
  | 'options'
  | 'reference'
  | 'references'
  | 'user';

const ORDERED: readonly Operator[] = [
  'equals',
  'notEquals',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'between',
];
const PRESENCE: readonly Operator[] = ['empty', 'notEmpty'];

const OPERATORS: Record<Sort, readonly Operator[]> = {
  text: ['contains', 'notContains', 'equals', 'notEquals', 'startsWith', ...PRESENCE],
  number: [...ORDERED, ...PRESENCE],
  day: ['inLast', 'inNext', ...ORDERED, ...PRESENCE],
  moment: ['inLast', ...ORDERED.filter((operator) => operator !== 'notEquals'), ...PRESENCE],
  time: [...ORDERED, ...PRESENCE],
  duration: [...ORDERED, ...PRESENCE],
  boolean: ['isTrue', 'isFalse', ...PRESENCE],
  select: ['anyOf', 'noneOf', ...PRESENCE],
  options: ['contains', 'notContains', ...PRESENCE],
  reference: ['anyOf', 'noneOf', ...PRESENCE],
  references: ['contains', 'notContains', ...PRESENCE],
  user: ['isMe', ...PRESENCE],
};

/** The operators that conditions on such a field can have, the usual one first. */
export function operatorsOf(sort: Sort): readonly Operator[] {
  return OPERATORS[sort];
}

/** How many values an operator takes; any number where it is `many`. */
export function arity(operator: Operator): 0 | 1 | 2 | 'many' {
  switch (operator) {
    case 'empty':
    case 'notEmpty':
    case 'isTrue':
    case 'isFalse':
    case 'isMe':
      return 0;
    case 'between':
      return 2;
    case 'anyOf':
    case 'noneOf':
      return 'many';
    default:
      return 1;
  }
}

/** Whether a condition says enough to be sent. */
export function isComplete(condition: Condition): boolean {
  if (condition.kind === 'written') {
    return condition.expression.trim() !== '';
  }
  const count = arity(condition.operator);
  const filled = condition.values.filter((value) => value !== '');
  return count === 'many' ? filled.length > 0 : filled.length >= count;
}

/** The sort of a field's values; null for those that cannot be filtered by. */
export function sortOf(field: { type: string; returns?: string }): Sort | null {
  switch (field.type === 'formula' ? field.returns : field.type) {
    case 'text':
    case 'longText':
    case 'richText':
    case 'email':
    case 'phone':
    case 'url':
    case 'color':
    case 'autoNumber':
      return 'text';
    case 'integer':
    case 'decimal':
    case 'percent':
    case 'rating':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'day';
    case 'dateTime':
      return 'moment';
    case 'time':
      return 'time';
    case 'duration':
      return 'duration';
    case 'select':
      return 'select';
    case 'multiSelect':
      return 'options';
    case 'reference':
      return 'reference';
    case 'references':
      return 'references';
    case 'user':
      return 'user';
    default:
      return null;
  }
}
