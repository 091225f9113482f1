import { describe, expect, it } from 'vitest';
import { accounts, deals } from '../fixtures';
import { TenantModel } from '../model';
import { compile } from './compile';
import { isComplete, operatorsOf, sortOf, type Condition, type Filter } from './filter';
import { parse } from '@/expression/syntax';
import { quote } from '@/expression/tokens';
import { understand } from './understand';

const model = new TenantModel([accounts, deals], 1);
const sortOfPath = (path: string) => {
  const found = model.resolve(deals, path);
  return found ? sortOf(found.field) : null;
};

function field(path: string, operator: string, ...values: string[]): Condition {
  return { kind: 'field', path, operator, values } as Condition;
}

function all(...conditions: Condition[]): Filter {
  return { match: 'all', conditions };
}

describe('a filter', () => {
  it.each([
    [field('name', 'contains', 'Ac"me\\'), 'lower(name).contains(lower("Ac\\"me\\\\"))'],
    [field('name', 'notContains', 'x'), '!lower(coalesce(name, "")).contains(lower("x"))'],
    [field('account.name', 'startsWith', 'A'), 'lower(account.name).startsWith(lower("A"))'],
    [field('name', 'equals', 'x'), 'name == "x"'],
    [field('amount', 'greaterOrEqual', '-12.50'), 'amount >= -12.50'],
    [field('amount', 'between', '1', '5'), 'amount >= 1 && amount <= 5'],
    [field('weighted', 'less', '5'), 'weighted < 5'],
    [field('closeDate', 'equals', '2026-01-31'), 'closeDate == "2026-01-31"'],
    [field('closeDate', 'inLast', '7'), 'closeDate >= today() - days(7) && closeDate <= today()'],
    [field('closeDate', 'inNext', '30'), 'closeDate >= today() && closeDate <= today() + days(30)'],
    [field('createdAt', 'greater', '2026-01-31'), 'dateOf(createdAt) > "2026-01-31"'],
    [field('stage', 'anyOf', 'new'), 'stage == "new"'],
    [field('stage', 'anyOf', 'new', 'won'), 'stage in ["new", "won"]'],
    [field('stage', 'noneOf', 'new', 'won'), '!(stage in ["new", "won"])'],
    [field('tags', 'contains', 'vip'), '"vip" in tags'],
    [field('tags', 'notContains', 'vip'), '!("vip" in tags)'],
    [field('took', 'greater', 'PT1H30M'), 'took > "PT1H30M"'],
    [field('opens', 'between', '09:00', '17:00'), 'opens >= "09:00" && opens <= "17:00"'],
    [field('account', 'noneOf', 'a1'), 'account != "a1"'],
    [field('active', 'isTrue'), 'active == true'],
    [field('createdBy', 'isMe'), 'createdBy == user.id'],
    [field('account', 'empty'), '!has(account)'],
    [field('account', 'notEmpty'), 'has(account)'],
  ])('of one condition is written and read back: %j', (condition, expression) => {
    expect(compile(all(condition), sortOfPath)).toBe(expression);
    expect(understand(expression, sortOfPath)).toEqual(all(condition));
  });

  it('of several conditions keeps them apart', () => {
    const filter = all(field('amount', 'between', '1', '5'), field('stage', 'anyOf', 'new'), {
      kind: 'written',
      expression: 'amount > 5 || active',
    });
    const expression = 'amount >= 1 && amount <= 5 && stage == "new" && (amount > 5 || active)';
    expect(compile(filter, sortOfPath)).toBe(expression);
    expect(understand(expression, sortOfPath)).toEqual({
      ...filter,
      conditions: [
        ...filter.conditions.slice(0, 2),
        { kind: 'written', expression: '(amount > 5 || active)' },
      ],
    });
  });

  it('can ask for any of its conditions', () => {
    const filter: Filter = {
      match: 'any',
      conditions: [field('amount', 'between', '1', '5'), field('stage', 'noneOf', 'won')],
    };
    const expression = '(amount >= 1 && amount <= 5) || stage != "won"';
    expect(compile(filter, sortOfPath)).toBe(expression);
    expect(understand(expression, sortOfPath)).toEqual(filter);
  });

  it('leaves out conditions that say nothing yet', () => {
    expect(compile(all(field('name', 'contains', '')), sortOfPath)).toBe('');
    expect(isComplete(field('amount', 'between', '1', ''))).toBe(false);
    expect(isComplete(field('stage', 'anyOf'))).toBe(false);
  });

  it('never lets a value become a part of the expression', () => {
    const evil = field('closeDate', 'inLast', '7) || true || (1');
    expect(compile(all(evil), sortOfPath)).toContain('days(0)');
    expect(compile(all(field('name', 'equals', '" || true || "')), sortOfPath)).toBe(
      'name == "\\" || true || \\""',
    );
  });

  it.each([
    'size(name) > 3',
    'amount > account.name',
    'amount + 1 > 5',
    'name ==',
    'createdAt > "2026-01-31T12:00:00Z"',
    'name.contains("x")',
    'unknown == 5',
    'a ? b : c',
    "name == 'it\\q'",
  ])('that has no visual form stays as it was written: %s', (expression) => {
    expect(understand(expression, sortOfPath)).toEqual(all({ kind: 'written', expression }));
  });

  it('written by others is understood in their words too', () => {
    expect(understand('active', sortOfPath)).toEqual(all(field('active', 'isTrue')));
    expect(understand('!active', sortOfPath)).toEqual(all(field('active', 'isFalse')));
    expect(understand("stage != 'won'", sortOfPath)).toEqual(all(field('stage', 'noneOf', 'won')));
    expect(understand('account == null', sortOfPath)).toEqual(all(field('account', 'empty')));
    expect(understand('closeDate < date("2026-01-01")', sortOfPath)).toEqual(
      all(field('closeDate', 'less', '2026-01-01')),
    );
  });
});

describe('the syntax', () => {
  it('binds as the language does', () => {
    const tree = parse('a == 1 || b == 2 && !c');
    expect(tree).toMatchObject({
      operator: '||',
      right: { operator: '&&', right: { kind: 'not' } },
    });
  });

  it('quotes and reads back any text', () => {
    const text = 'line\nnext\t"quoted" \\ \'single\'';
    expect(parse(quote(text))).toMatchObject({ kind: 'text', value: text });
  });

  it('offers each sort its operators', () => {
    expect(operatorsOf('text')[0]).toBe('contains');
    expect(sortOf({ type: 'formula', returns: 'date' })).toBe('day');
    expect(sortOf({ type: 'geoPoint' })).toBeNull();
  });
});
