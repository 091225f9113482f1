import { isComplete, type Condition, type FieldCondition, type Filter, type Sort } from './filter';
import { quote } from '@/expression/tokens';

const SYMBOLS = {
  equals: '==',
  notEquals: '!=',
  less: '<',
  lessOrEqual: '<=',
  greater: '>',
  greaterOrEqual: '>=',
} as const;

/**
 * A filter in the expression language; an empty text when it asks for nothing.
 *
 * @param sortOfPath what sort of values a path leads to
 */
export function compile(filter: Filter, sortOfPath: (path: string) => Sort | null): string {
  const all = filter.match === 'all';
  const parts = filter.conditions
    .filter(isComplete)
    .map((condition) => compileCondition(condition, sortOfPath));
  const only = parts.length === 1;
  return parts
    .map(({ text, binds }) =>
      only || binds === 'tight' || (all && binds === 'and') ? text : `(${text})`,
    )
    .join(all ? ' && ' : ' || ');
}

interface Part {
  text: string;
  /** What would have to be put in brackets beside others. */
  binds: 'tight' | 'and' | 'loose';
}

function compileCondition(condition: Condition, sortOfPath: (path: string) => Sort | null): Part {
  if (condition.kind === 'written') {
    return { text: condition.expression.trim(), binds: 'loose' };
  }
  const text = compileField(condition, sortOfPath(condition.path) ?? 'text');
  return { text, binds: text.includes(' && ') && isPair(condition) ? 'and' : 'tight' };
}

function isPair({ operator }: FieldCondition): boolean {
  return operator === 'between' || operator === 'inLast' || operator === 'inNext';
}

function compileField({ path, operator, values }: FieldCondition, sort: Sort): string {
  const subject = sort === 'moment' ? `dateOf(${path})` : path;
  const literal = (value: string | undefined) =>
    sort === 'number' ? (value ?? '0') : quote(value ?? '');
  const first = literal(values[0]);
  switch (operator) {
    case 'contains':
      return isListed(sort) ? `${first} in ${path}` : `lower(${path}).contains(lower(${first}))`;
    case 'notContains':
      return isListed(sort)
        ? `!(${first} in ${path})`
        : `!lower(coalesce(${path}, "")).contains(lower(${first}))`;
    case 'startsWith':
      return `lower(${path}).startsWith(lower(${first}))`;
    case 'equals':
    case 'notEquals':
    case 'less':
    case 'lessOrEqual':
    case 'greater':
    case 'greaterOrEqual':
      return `${subject} ${SYMBOLS[operator]} ${first}`;
    case 'between':
      return `${subject} >= ${first} && ${subject} <= ${literal(values[1])}`;
    case 'inLast':
      return `${subject} >= today() - days(${days(values[0])}) && ${subject} <= today()`;
    case 'inNext':
      return `${subject} >= today() && ${subject} <= today() + days(${days(values[0])})`;
    case 'anyOf':
    case 'noneOf':
      return compileList(path, operator, values.filter(Boolean));
    case 'isTrue':
      return `${path} == true`;
    case 'isFalse':
      return `${path} == false`;
    case 'isMe':
      return `${path} == user.id`;
    case 'empty':
      return `!has(${path})`;
    case 'notEmpty':
      return `has(${path})`;
  }
}

function isListed(sort: Sort): boolean {
  return sort === 'options' || sort === 'references';
}

function compileList(path: string, operator: 'anyOf' | 'noneOf', values: string[]): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) {
    return `${path} ${operator === 'anyOf' ? '==' : '!='} ${quote(only)}`;
  }
  const list = `${path} in [${values.map(quote).join(', ')}]`;
  return operator === 'anyOf' ? list : `!(${list})`;
}

function days(written: string | undefined): string {
  return /^\d{1,6}$/.test(written ?? '') ? String(written) : '0';
}
