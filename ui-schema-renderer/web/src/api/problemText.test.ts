import { beforeAll, describe, expect, it } from 'vitest';
import type { FieldDefinition } from '@/schema/metadata';
import type { Text } from '@/shared/i18n';
import ru from '@/shared/i18n/ru';
import i18next from 'i18next';
import { errorText } from './problemText';
import type { InputError } from './problem';

const field = { name: 'code', label: 'Code', type: 'text', patternMessage: 'Capitals alone' };
const error: InputError = {
  pointer: '/code',
  code: 'pattern_mismatch',
  message: 'Capitals alone',
};

describe('what is wrong with a text that does not match its pattern', () => {
  const t = ((key: string) => i18next.t(key as never)) as unknown as Text;

  beforeAll(async () => {
    await i18next.init({ lng: 'ru', resources: { ru: { translation: ru } } });
  });

  it('is said in the words of whoever made the field, in any language', () => {
    expect(errorText(error, field as unknown as FieldDefinition, t, 'ru')).toBe('Capitals alone');
  });

  it('is said in the reader’s language where nobody gave words', () => {
    const plain = { ...field, patternMessage: undefined } as unknown as FieldDefinition;
    expect(errorText({ ...error, message: 'The text…' }, plain, t, 'ru')).toBe(
      ru.errors.pattern_mismatch,
    );
  });
});
