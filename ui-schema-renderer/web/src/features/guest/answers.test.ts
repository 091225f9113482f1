import { describe, expect, it } from 'vitest';
import type { Question } from '@/api/guest';
import { answerJson, NOTHING, type Given } from './answers';

const question = (type: string, more: Partial<Question> = {}): Question => ({
  name: 'x',
  label: 'X',
  help: null,
  type,
  required: false,
  ...more,
});
const given = (text: string, more: Partial<Given> = {}): Given => ({ ...NOTHING, text, ...more });

describe('an answer', () => {
  it('is none where nothing was given', () => {
    for (const type of [
      'text',
      'decimal',
      'date',
      'select',
      'reference',
      'money',
      'file',
      'files',
    ]) {
      expect(answerJson(question(type), given('  '))).toBeNull();
    }
  });

  it('keeps every digit of a number, and takes either decimal sign', () => {
    expect(answerJson(question('decimal'), given('12345678901234567890.10'))).toBe(
      '12345678901234567890.10',
    );
    expect(answerJson(question('decimal'), given('1 234,5'))).toBe('1234.5');
    expect(answerJson(question('integer'), given('many'))).toBe('"many"');
    expect(answerJson(question('integer'), given('1}, "owner": {"a": 1'))).toBe(
      JSON.stringify('1}, "owner": {"a": 1'),
    );
  });

  it('has the currency that was chosen, or the only one', () => {
    expect(answerJson(question('money', { currencies: ['EUR'] }), given('5'))).toBe(
      '{"amount":5,"currency":"EUR"}',
    );
    expect(answerJson(question('money'), given('5', { currency: 'usd' }))).toBe(
      '{"amount":5,"currency":"USD"}',
    );
  });

  it('is a list where several may be picked', () => {
    expect(answerJson(question('multiSelect'), given('', { picked: ['a', 'b'] }))).toBe(
      '["a","b"]',
    );
    expect(answerJson(question('file'), given('', { picked: ['f'] }))).toBe('"f"');
    expect(answerJson(question('boolean'), given(''))).toBe('false');
  });
});
