import type { Condition, FieldCondition, Filter, Operator, Sort } from './filter';
import { NO_FILTER } from './filter';
import { parse, type Node } from '@/expression/syntax';

type SortOfPath = (path: string) => Sort | null;

/**
 * The visual form of a filter that somebody may have written by hand. What has no visual form
 * stays as it was written, so nothing is ever lost.
 */
export function understand(expression: string, sortOfPath: SortOfPath): Filter {
  if (expression.trim() === '') {
    return NO_FILTER;
  }
  const tree = parse(expression);
  if (!tree) {
    return { match: 'all', conditions: [{ kind: 'written', expression }] };
  }
  const any = tree.kind === 'binary' && tree.operator === '||';
  const parts = chain(tree, any ? '||' : '&&');
  const conditions: Condition[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [part, next] = [parts[i], parts[i + 1]];
    const pair = !any && part && next && understandPair(part, next, sortOfPath);
    if (pair) {
      conditions.push(pair);
      i++;
    } else if (part) {
      conditions.push(
        understandPart(part, sortOfPath) ?? {
          kind: 'written',
          expression: expression.slice(part.from, part.to),
        },
      );
    }
  }
  return { match: any ? 'any' : 'all', conditions };
}

function chain(node: Node, operator: string): Node[] {
  return node.kind === 'binary' && node.operator === operator
    ? [...chain(node.left, operator), ...chain(node.right, operator)]
    : [node];
}

function understandPart(node: Node, sortOfPath: SortOfPath): FieldCondition | null {
  if (node.kind === 'binary' && node.operator === '&&') {
    return understandPair(node.left, node.right, sortOfPath);
  }
  const found =
    presence(node) ??
    membership(node) ??
    option(node, sortOfPath) ??
    textCall(node) ??
    truth(node, sortOfPath) ??
    comparison(node, sortOfPath);
  return found && sortOfPath(found.path) ? { kind: 'field', ...found } : null;
}

type Found = Omit<FieldCondition, 'kind'>;

function presence(node: Node): Found | null {
  const negated = node.kind === 'not';
  const inner = negated ? node.operand : node;
  const [argument] =
    inner.kind === 'call' && inner.name === 'has' && !inner.on ? inner.arguments : [];
  return argument?.kind === 'path'
    ? { path: argument.path, operator: negated ? 'empty' : 'notEmpty', values: [] }
    : null;
}

function membership(node: Node): Found | null {
  const negated = node.kind === 'not';
  const inner = negated ? node.operand : node;
  if (
    inner.kind !== 'binary' ||
    inner.operator !== 'in' ||
    inner.left.kind !== 'path' ||
    inner.right.kind !== 'list'
  ) {
    return null;
  }
  const values = inner.right.items.map((item) => (item.kind === 'text' ? item.value : null));
  return values.every((value) => value !== null)
    ? { path: inner.left.path, operator: negated ? 'noneOf' : 'anyOf', values }
    : null;
}

/** `"vip" in tags`: the other way round than `stage in ["new"]`. */
function option(node: Node, sortOfPath: SortOfPath): Found | null {
  const negated = node.kind === 'not';
  const inner = negated ? node.operand : node;
  return inner.kind === 'binary' &&
    inner.operator === 'in' &&
    inner.left.kind === 'text' &&
    inner.right.kind === 'path' &&
    ['options', 'references'].includes(sortOfPath(inner.right.path) ?? '')
    ? {
        path: inner.right.path,
        operator: negated ? 'notContains' : 'contains',
        values: [inner.left.value],
      }
    : null;
}

function textCall(node: Node): Found | null {
  const negated = node.kind === 'not';
  const call = negated ? node.operand : node;
  if (call.kind !== 'call' || !call.on || !['contains', 'startsWith'].includes(call.name)) {
    return null;
  }
  const needle = insideOf(call.arguments[0], 'lower');
  const haystack = insideOf(call.on, 'lower');
  const subject = negated ? insideOf(haystack, 'coalesce') : haystack;
  if (needle?.kind !== 'text' || subject?.kind !== 'path' || haystack === call.on) {
    return null;
  }
  if (negated) {
    return call.name === 'contains' && subject !== haystack
      ? { path: subject.path, operator: 'notContains', values: [needle.value] }
      : null;
  }
  return { path: subject.path, operator: call.name as Operator, values: [needle.value] };
}

/** The first argument of a call of that name, or the node itself. */
function insideOf(node: Node | undefined, name: string): Node | undefined {
  return node?.kind === 'call' && node.name === name && !node.on ? node.arguments[0] : node;
}

function truth(node: Node, sortOfPath: SortOfPath): Found | null {
  const negated = node.kind === 'not';
  const inner = negated ? node.operand : node;
  return inner.kind === 'path' && sortOfPath(inner.path) === 'boolean'
    ? { path: inner.path, operator: negated ? 'isFalse' : 'isTrue', values: [] }
    : null;
}

const COMPARISONS: Record<string, Operator> = {
  '==': 'equals',
  '!=': 'notEquals',
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
};

function comparison(node: Node, sortOfPath: SortOfPath): Found | null {
  const operator = node.kind === 'binary' ? COMPARISONS[node.operator] : undefined;
  if (node.kind !== 'binary' || !operator) {
    return null;
  }
  const subject = subjectOf(node.left, sortOfPath);
  const { right } = node;
  if (!subject) {
    return null;
  }
  const { path, sort } = subject;
  if (sort === 'boolean' && right.kind === 'word' && right.value !== 'null') {
    const isTrue = (right.value === 'true') === (operator === 'equals');
    return operator === 'equals' || operator === 'notEquals'
      ? { path, operator: isTrue ? 'isTrue' : 'isFalse', values: [] }
      : null;
  }
  if (right.kind === 'word' && right.value === 'null') {
    return operator === 'equals' || operator === 'notEquals'
      ? { path, operator: operator === 'equals' ? 'empty' : 'notEmpty', values: [] }
      : null;
  }
  if (right.kind === 'path') {
    return sort === 'user' && right.path === 'user.id' && operator === 'equals'
      ? { path, operator: 'isMe', values: [] }
      : null;
  }
  const value = literal(right, sort);
  return value === null ? null : { path, ...forSort(operator, sort, value) };
}

function forSort(operator: Operator, sort: Sort, value: string) {
  if ((sort === 'select' || sort === 'reference') && operator === 'equals') {
    return { operator: 'anyOf' as const, values: [value] };
  }
  if ((sort === 'select' || sort === 'reference') && operator === 'notEquals') {
    return { operator: 'noneOf' as const, values: [value] };
  }
  return { operator, values: [value] };
}

/** A path, or the day of a moment. */
function subjectOf(node: Node, sortOfPath: SortOfPath): { path: string; sort: Sort } | null {
  const inner = insideOf(node, 'dateOf');
  if (inner?.kind !== 'path') {
    return null;
  }
  const sort = sortOfPath(inner.path);
  // A moment that is compared as such, to the second, has no visual form.
  return sort && (sort === 'moment') === (inner !== node) ? { path: inner.path, sort } : null;
}

function literal(node: Node, sort: Sort): string | null {
  if (sort === 'number') {
    const number = node.kind === 'minus' ? node.operand : node;
    return number.kind === 'number' ? (node.kind === 'minus' ? '-' : '') + number.value : null;
  }
  const text = insideOf(node, 'date');
  return text?.kind === 'text' && sort !== 'boolean' ? text.value : null;
}

function understandPair(from: Node, to: Node, sortOfPath: SortOfPath): FieldCondition | null {
  if (
    from.kind !== 'binary' ||
    to.kind !== 'binary' ||
    from.operator !== '>=' ||
    to.operator !== '<='
  ) {
    return null;
  }
  const subject = subjectOf(from.left, sortOfPath);
  const same = subjectOf(to.left, sortOfPath);
  if (!subject || subject.path !== same?.path) {
    return null;
  }
  const { path, sort } = subject;
  const [low, high] = [literal(from.right, sort), literal(to.right, sort)];
  if (low !== null && high !== null) {
    return { kind: 'field', path, operator: 'between', values: [low, high] };
  }
  const past = shifted(from.right, '-');
  if (past !== null && isToday(to.right)) {
    return { kind: 'field', path, operator: 'inLast', values: [past] };
  }
  const future = shifted(to.right, '+');
  return future !== null && isToday(from.right)
    ? { kind: 'field', path, operator: 'inNext', values: [future] }
    : null;
}

function isToday(node: Node): boolean {
  return node.kind === 'call' && node.name === 'today' && !node.on;
}

/** The count of days in `today() - days(7)`. */
function shifted(node: Node, operator: '+' | '-'): string | null {
  if (node.kind !== 'binary' || node.operator !== operator || !isToday(node.left)) {
    return null;
  }
  const { right } = node;
  const [count] = right.kind === 'call' && right.name === 'days' ? right.arguments : [];
  return count?.kind === 'number' ? count.value : null;
}
