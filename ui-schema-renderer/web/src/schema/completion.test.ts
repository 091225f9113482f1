import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '@/expression/functions';
import { complete, suggest, suggestOverChildren, wordBefore } from './completion';
import { accounts, deals } from './fixtures';
import { TenantModel } from './model';

const model = new TenantModel([accounts, deals], 1);
const texts = (word: string, locale = 'en') =>
  suggest(model, deals, word, locale).map((suggestion) => suggestion.text);

describe('completion of expressions', () => {
  it('knows the word at the caret', () => {
    expect(wordBefore('amount > acc', 12)).toBe('acc');
    expect(wordBefore('account.na', 10)).toBe('account.na');
    expect(wordBefore('name == "acc', 12)).toBe('');
    expect(wordBefore('5', 1)).toBe('');
  });

  it('suggests fields and functions', () => {
    expect(texts('am')).toEqual(['amount']);
    expect(texts('l')).toEqual(['least(', 'lower(', 'last(']);
    expect(texts('account.')).toContain('industry');
    expect(texts('old.am')).toEqual(['amount']);
    expect(texts('стад', 'ru')).toEqual(['stage']);
  });

  it('suggests every function there is', () => {
    for (const name of [...Object.keys(FUNCTIONS), 'exists']) {
      expect(texts(name.slice(0, -1))).toContain(`${name}(`);
    }
  });

  it('leads to the records that reference one', () => {
    const over = (word: string, before: string) =>
      suggestOverChildren(model, accounts, word, before, 'en').map(({ text }) => text);
    expect(over('su', 'su')).toContain('sum(');
    expect(over('deal', 'count(deal')).toContain('deal.account');
    expect(over('am', 'sum(deal.account, am')).toEqual(['amount']);
    expect(over('am', 'sum(deal.account, am')).not.toContain('industry');
    expect(over('ind', 'ind')).toEqual(['industry', 'indexOf(']);
    expect(complete('count(deal.ac', 13, 'deal.ac', 'deal.account')).toEqual({
      text: 'count(deal.account',
      caret: 18,
    });
  });

  it('has nothing to say where nothing is known', () => {
    expect(texts('')).toEqual([]);
    expect(texts('amount.zzz')).toEqual([]);
  });

  it('puts the chosen in place of what was typed', () => {
    expect(complete('account.na > 1', 10, 'account.na', 'name')).toEqual({
      text: 'account.name > 1',
      caret: 12,
    });
  });
});
