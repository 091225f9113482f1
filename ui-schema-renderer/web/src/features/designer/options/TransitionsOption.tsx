import { useQuery } from '@tanstack/react-query';
import { listRecords } from '@/api/records';
import { labelOf, optionLabel } from '@/schema/labels';
import { useRoles } from '@/features/administration/useRoles';
import type { Choice } from '@/schema/fieldView';
import type { FieldDefinition, ObjectDefinition, TransitionEnd } from '@/schema/metadata';
import { isWritable } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { titleOf } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { ExpressionInput } from '@/views/ExpressionInput';
import { ANY, endKey, newTransition, type TransitionDraft } from '../draft/optionsDraft';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Options.module.css';
import {
  AddButton,
  changed,
  CodeInput,
  fieldChoices,
  OptionCard,
  RemoveButton,
  without,
  type OptionProps,
} from './parts';
import { Picks } from './Picks';

/** Stands for "none" in the list of fields: no field can have this name. */
const NONE = '-';

/** So many records of the referenced object are offered as ends. */
const MOST = 200;

/** The ways that the value of a field may take. */
export function TransitionsOption(props: OptionProps) {
  const { model, object, draft, set, errors } = props;
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const fields = object.fields.filter(({ type }) => type === 'select' || type === 'reference');
  const field = fields.find((one) => one.name === draft.transitionField);
  const ends = useEnds(model, field);
  return (
    <OptionCard
      id="transitions"
      title={t('designer.demands.transitions.title')}
      help={t('designer.demands.transitions.help')}
    >
      <div className={styles.two}>
        <FieldFrame
          label={t('designer.demands.transitions.field')}
          error={textAt('/transitions/field') ?? textAt('/transitions')}
        >
          <Select
            value={draft.transitionField || NONE}
            options={[
              { value: NONE, label: t('designer.demands.transitions.none') },
              ...fields.map((one) => ({ value: one.name, label: labelOf(one, locale) })),
            ]}
            onChange={(name) =>
              set(
                name === NONE
                  ? { transitionField: '', transitions: [] }
                  : { transitionField: name, transitions: [newTransition()] },
              )
            }
          />
        </FieldFrame>
      </div>
      {field && (
        <>
          {draft.transitions.map((transition, i) => (
            <Transition key={transition.key} {...props} ends={ends} index={i} value={transition} />
          ))}
          <AddButton
            label={t('designer.demands.transitions.add')}
            onClick={() => set({ transitions: [...draft.transitions, newTransition()] })}
          />
        </>
      )}
    </OptionCard>
  );
}

interface TransitionProps extends OptionProps {
  ends: readonly Choice[];
  index: number;
  value: TransitionDraft;
}

function Transition({ model, object, draft, set, errors, ends, index, value }: TransitionProps) {
  const t = useText();
  const roles = useRoles();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const at = `/transitions/allow/${index}`;
  const put = (change: Partial<TransitionDraft>) =>
    set({ transitions: changed(draft.transitions, value.key, change) });
  const named = [...ends, ...[...value.from, ...value.to].flatMap(namedEnd)];
  const isConditional =
    value.when !== '' ||
    value.code !== '' ||
    value.require.length > 0 ||
    value.roles.length > 0 ||
    errors.below(at) > 0;
  return (
    <div
      className={styles.entry}
      role="group"
      aria-label={t('designer.demands.transitions.entry', { number: index + 1 })}
    >
      <div className={styles.row}>
        <FieldFrame
          label={t('designer.demands.transitions.from')}
          help={value.from.length === 0 ? t('designer.demands.transitions.start') : undefined}
          error={textAt(`${at}/from`) ?? textAt(at)}
        >
          <Picks
            label={t('designer.demands.transitions.from')}
            choices={named}
            value={value.from}
            onChange={(from) => put({ from })}
          />
        </FieldFrame>
        <FieldFrame
          label={t('designer.demands.transitions.to')}
          required
          error={textAt(`${at}/to`)}
        >
          <Picks
            label={t('designer.demands.transitions.to')}
            choices={named}
            value={value.to}
            onChange={(to) => put({ to })}
          />
        </FieldFrame>
        <RemoveButton
          label={t('designer.demands.transitions.remove', { number: index + 1 })}
          onClick={() => set({ transitions: without(draft.transitions, value.key) })}
        />
      </div>
      <details className={styles.more} open={isConditional || undefined}>
        <summary>{t('designer.demands.transitions.conditions')}</summary>
        <div className={styles.inner}>
          <ExpressionInput
            model={model}
            object={object}
            label={t('designer.demands.onlyWhen')}
            placeholder="amount > 0"
            value={value.when}
            onChange={(when) => put({ when })}
            error={expressionAt(`${at}/when`)}
          />
          <div className={styles.two}>
            <FieldFrame
              label={t('designer.demands.transitions.require')}
              error={textAt(`${at}/require`)}
            >
              <Picks
                label={t('designer.demands.transitions.require')}
                choices={fieldChoices(object.fields.filter(isWritable), locale)}
                value={value.require}
                onChange={(require) => put({ require })}
              />
            </FieldFrame>
            <FieldFrame
              label={t('designer.demands.transitions.roles')}
              error={textAt(`${at}/roles`)}
            >
              <Picks
                label={t('designer.demands.transitions.roles')}
                choices={roles.map(({ name, label }) => ({ value: name, label }))}
                value={value.roles}
                onChange={(roles) => put({ roles })}
              />
            </FieldFrame>
            <CodeInput
              value={value.code}
              error={textAt(`${at}/code`)}
              onChange={(code) => put({ code })}
            />
          </div>
        </div>
      </details>
    </div>
  );
}

/** An end that names its record by a unique field, as the API lets one write it. */
function namedEnd(key: string): Choice[] {
  const end = JSON.parse(key) as TransitionEnd;
  if (typeof end === 'string') {
    return [];
  }
  return Object.entries(end).map(([name, value]) => ({ value: key, label: `${name} = ${value}` }));
}

/** What a transition can lead from and to. */
function useEnds(model: TenantModel, field: FieldDefinition | undefined): readonly Choice[] {
  const t = useText();
  const locale = useLocale();
  const target = field?.type === 'reference' ? model.target(field) : undefined;
  const records = useQuery({
    queryKey: ['records', target?.name ?? '', 'ends', model.version],
    queryFn: ({ signal }) => firstRecords(model, target, signal),
    enabled: target !== undefined,
  });
  const options = field?.type === 'select' ? (field.options ?? []) : [];
  return [
    { value: endKey(ANY), label: t('designer.demands.transitions.any') },
    ...options.map(({ value, color }) => ({
      value: endKey(value),
      label: field ? optionLabel(field, value, locale) : value,
      color: color ?? null,
    })),
    ...(records.data ?? []),
  ];
}

async function firstRecords(
  model: TenantModel,
  target: ObjectDefinition | undefined,
  signal: AbortSignal,
): Promise<Choice[]> {
  if (!target) {
    return [];
  }
  const title = target.titleField;
  const query = { fields: title ? [title] : ['id'], filter: '', sort: title ? [title] : [] };
  const page = await listRecords(target.name, query, null, signal, MOST);
  return page.data.map((record) => ({
    value: endKey(record.id),
    label: titleOf(model, target, record) ?? record.id,
  }));
}
