import { labelOf, pluralOf } from '@/schema/labels';
import type { ObjectDefinition, RuleDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import type { Text } from '@/shared/i18n';

/** A piece of the sentence that a rule makes. */
export interface Piece {
  text: string;
  /** Words of the sentence itself, names of things, or expressions. */
  kind: 'word' | 'name' | 'code';
}

const word = (text: string): Piece => ({ text, kind: 'word' });
const named = (text: string): Piece => ({ text, kind: 'name' });
const code = (text: string): Piece => ({ text, kind: 'code' });

type Part = Pick<RuleDefinition, 'moment' | 'on' | 'actions'> & {
  condition?: string | null | undefined;
};

/** What a rule does, as one would say it: when, if, then. */
export function ruleSentence(
  model: TenantModel,
  object: ObjectDefinition,
  rule: Part,
  t: Text,
  locale: string,
): Piece[] {
  const operations = rule.on.map((one) => t(`designer.rules.on.${one}`));
  const when = new Intl.ListFormat(locale, { type: 'disjunction' }).format(operations);
  const moment = t(
    rule.moment === 'beforeSave' ? 'designer.rules.before' : 'designer.rules.after',
    { object: labelOf(object, locale), operations: when },
  );
  const condition = rule.condition?.trim();
  return [
    word(moment),
    ...(condition
      ? [word(t('designer.rules.if')), code(condition), word(t('designer.rules.then'))]
      : []),
    ...rule.actions.flatMap((action, i) => [
      ...(i > 0 ? [word(t('designer.rules.and'))] : []),
      ...actionPieces(model, object, action, t, locale),
    ]),
  ];
}

function fieldName(object: ObjectDefinition | undefined, name: string, locale: string): string {
  const field = object?.fields.find((one) => one.name === name);
  return field ? labelOf(field, locale) : name || '…';
}

function actionPieces(
  model: TenantModel,
  object: ObjectDefinition,
  action: RuleDefinition['actions'][number],
  t: Text,
  locale: string,
): Piece[] {
  if (action.type === 'setField') {
    return [
      word(t('designer.rules.set')),
      named(fieldName(object, action.field, locale)),
      word(t('designer.rules.to')),
      code(action.value || '…'),
    ];
  }
  const target = model.object(action.object);
  const values = Object.entries(action.values);
  return [
    word(t('designer.rules.create')),
    named(target ? pluralOf(target, locale) : action.object || '…'),
    ...(values.length > 0 ? [word(t('designer.rules.with'))] : []),
    ...values.flatMap(([field, value], i) => [
      ...(i > 0 ? [word(',')] : []),
      named(fieldName(target, field, locale)),
      word('='),
      code(value || '…'),
    ]),
  ];
}
