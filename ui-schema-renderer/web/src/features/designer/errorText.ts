import { errorText } from '@/api/problemText';
import type { InputError } from '@/api/problem';
import type { Text } from '@/shared/i18n';

/** The kinds of things that can use a field or an object, as the server names them. */
const KINDS = ['field', 'validation', 'layout', 'view', 'rule', 'option'] as const;

type Kind = (typeof KINDS)[number];

/** Who uses what is to be deleted: `"amount" is used by the rule deal.closing`. */
export function usageOf(message: string): { kind: Kind; place: string } | null {
  const option = /^".*" is used by the option (\w+) of (\w+)$/.exec(message);
  if (option) {
    return { kind: 'option', place: `${option[2]}.${option[1]}` };
  }
  const match = /^".*" is used by the (?:default of the )?(\w+) ([\w.]+)$/.exec(message);
  const kind = KINDS.find((one) => one === match?.[1]);
  return kind && match?.[2] ? { kind, place: match[2] } : null;
}

/** Codes whose short text leaves out what one needs to know to put it right. */
const WITH_DETAIL = [
  'expression_type', 'unknown_field', 'unknown_function',
  'type_change_not_allowed', 'formula_cycle',
]; // prettier-ignore

/** Codes whose text in other languages would need bounds that metadata's own attributes lack. */
const AS_SENT = ['out_of_range', 'too_long', 'too_short', 'scale_exceeded', 'not_unique'];

/** The server says in English where a text stops being an expression; the reader's language takes over the word. */
function syntaxText(message: string, t: Text): string {
  if (message.endsWith('the expression ends where more is expected')) {
    return t('designer.syntax.end');
  }
  const missing = /"(.+)" is missing$/.exec(message)?.[1];
  if (missing !== undefined) {
    return t('designer.syntax.missing', { word: missing });
  }
  const word = /"(.+)" (?:is not expected|means nothing) here$|identifier: (\w+)/
    .exec(message)
    ?.slice(1)
    .find(Boolean);
  return word === undefined
    ? t('errors.expression_syntax')
    : t('designer.syntax.unexpected', { word });
}

const PARTS = {
  fields: 'field',
  validations: 'validation',
  layouts: 'layout',
  views: 'view',
  rules: 'rule',
} as const;

/** Which other part of the metadata an error is in: `/objects/deal/rules/closing/condition`. */
export function partOf(pointer: string): { kind: Kind; place: string } | null {
  const [, object, kind, name] = /^\/objects\/(\w+)\/(\w+)\/(\w+)/.exec(pointer) ?? [];
  return object && name && kind && kind in PARTS
    ? { kind: PARTS[kind as keyof typeof PARTS], place: `${object}.${name}` }
    : null;
}

/** What is wrong with a part of the metadata, in the reader's language as far as possible. */
export function metadataErrorText(error: InputError, t: Text, locale: string): string {
  if (error.code === 'required') {
    return t('errors.required');
  }
  const unfit = error.code === 'records_do_not_fit' ? /^\d+/.exec(error.message)?.[0] : undefined;
  if (unfit !== undefined) {
    return t(error.pointer.endsWith('/required') ? 'designer.lackValue' : 'designer.doNotFit', {
      count: Number(unfit),
    });
  }
  const usage = error.code === 'in_use' ? usageOf(error.message) : null;
  if (usage) {
    return `${t(`designer.usedBy.${usage.kind}`)} ${usage.place}`;
  }
  if (error.code === 'expression_syntax') {
    return syntaxText(error.message, t);
  }
  const detail = error.message.replace(/^Line \d+, column \d+: /, '');
  if (locale === 'en') {
    return error.position && error.position.line > 1
      ? error.message
      : detail.charAt(0).toUpperCase() + detail.slice(1);
  }
  if (AS_SENT.includes(error.code)) {
    return error.code === 'not_unique' ? t('designer.notUnique') : detail;
  }
  const text = errorText(error, undefined, t, locale);
  return WITH_DETAIL.includes(error.code) && text !== error.message ? `${text}: ${detail}` : text;
}
