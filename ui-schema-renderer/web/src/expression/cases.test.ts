import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Environment } from './arguments';
import { evaluate, type Scope } from './evaluate';
import { FUNCTIONS } from './functions';
import { number } from './numbers';
import { formulaValue } from './record';
import { Moment } from './time';
import { decode, encode, holdsList, Id, type Value } from './values';

/** The browser's evaluator, held to the table that the server's are held to. */

const STORE = new URL('../../../../metadata-store/src/test/resources/', import.meta.url);
const PAGE = new URL('../../../../docs/expressions.md', import.meta.url);

interface Field {
  name: string;
  type: string;
  returns?: string;
  expression?: string;
  options?: string[];
}
type Row = Record<string, unknown>;
interface Cases {
  now: string;
  zone: string;
  objects: { name: string; fields: Field[] }[];
  accounts: Row[];
  records: Record<string, Row>;
  cases: [expression: string, ...values: unknown[]][];
  refused: [expression: string, code: string][];
}

/** JSON with every number as a string, so that none goes through a binary float. */
function exactly(json: string): unknown {
  return JSON.parse(
    json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? token : `"${number(token).toFixed()}"`,
    ),
  );
}

const load = (name: string) => exactly(readFileSync(new URL(name, STORE), 'utf8')) as Cases;
const CASES = load('expression-cases.json');
const GENERATED = load('expression-cases-generated.json');
const ME = new Id('0190a5e8-0000-7000-8000-000000000001');
const NOW = Moment.parse(CASES.now) as Moment;

const ENVIRONMENT: Environment = {
  now: NOW,
  zone: CASES.zone,
  user: {
    id: ME,
    email: 'ann@acme.example',
    name: 'Ann',
    roles: ['sales', 'user'],
    groups: ['emea', 'Big'],
  },
  attributes: { regions: ['north', 'vip'] },
  tenant: { slug: 'acme', currency: 'EUR' },
};

const SYSTEM: Record<string, Value> = {
  id: new Id('0190a5e8-0000-7000-8000-000000000002'),
  version: number(1),
  createdAt: NOW,
  updatedAt: NOW,
  createdBy: ME,
  updatedBy: ME,
  owner: ME,
};

/** As the server answers it: what is chosen of several is in the order of the options. */
function stored({ type, options }: Field, json: unknown): unknown {
  return type === 'multiSelect' && Array.isArray(json)
    ? options?.filter((option) => json.includes(option))
    : json;
}

/** The account of a key, which stands for its id. */
function account(key: unknown): Scope | undefined {
  const row = CASES.accounts.find((candidate) => candidate['key'] === key);
  return row && scope('account', row);
}

function scope(object: string, row: Row): Scope {
  const fields = CASES.objects.find(({ name }) => name === object)?.fields ?? [];
  const fieldNamed = (name: string | undefined) => fields.find((field) => field.name === name);
  const isReference = (name: string | undefined) => fieldNamed(name)?.type === 'reference';
  return {
    linked: (id) => account(id.text),
    isList: ([name, ...further]) =>
      isReference(name) && further.length > 0
        ? scope('account', {}).isList(further)
        : holdsList(fieldNamed(name)?.type, further),
    read([name, ...further]) {
      const field = fieldNamed(name);
      if (!field) {
        return further.length === 0 ? SYSTEM[name ?? ''] : undefined;
      }
      if (field.type === 'reference' && further.length > 0) {
        return (account(row[field.name]) ?? scope('account', {})).read(further);
      }
      if (further.length > 0) {
        return undefined;
      }
      return field.type === 'formula'
        ? formulaValue(field.expression ?? '', field.returns, this, ENVIRONMENT)
        : decode(field.type, stored(field, row[field.name]));
    },
  };
}

describe('every case has its value in the browser', () => {
  for (const [expression, ...values] of [...CASES.cases, ...GENERATED.cases]) {
    it(expression, () => {
      const found = ['full', 'empty', 'odd'].map((name) => {
        const value = evaluate(expression, scope('deal', CASES.records[name] ?? {}), ENVIRONMENT);
        return value === undefined ? 'not known' : encode(value);
      });
      expect(found).toEqual(values);
    });
  }
});

describe('what is no expression has no value in the browser', () => {
  const codes = ['expression_syntax', 'unknown_function', 'invalid_pattern', 'unknown_field'];
  for (const [expression, code] of CASES.refused.filter((row) => codes.includes(row[1]))) {
    it(`${code}: ${expression.slice(0, 60)}`, () => {
      const record = CASES.records['full'] ?? {};
      expect(evaluate(expression, scope('deal', record), ENVIRONMENT)).toBeUndefined();
    });
  }
});

describe('the functions of the documentation', () => {
  const nothing: Scope = {
    read: () => undefined,
    isList: () => false,
    linked: () => undefined,
  };
  const utc = { ...ENVIRONMENT, zone: 'UTC' };
  const [, table = ''] = readFileSync(PAGE, 'utf8').split('made of the code by');
  const rows = (table.split('###')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| |`| \|$/g, '')));

  it('are the functions of the browser', () => {
    const names = rows.map(([name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(FUNCTIONS).toSorted());
  });

  for (const row of rows) {
    const [example = '', is = ''] = row.slice(-2);
    it(example, () => {
      const value = evaluate(example, nothing, utc);
      expect(value).toBeDefined();
      expect(encode(value ?? null)).toEqual(encode(evaluate(is, nothing, utc) ?? null));
    });
  }
});
