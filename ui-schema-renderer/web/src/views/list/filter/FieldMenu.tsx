import { useMemo, useState, type ReactElement } from 'react';
import { kindOf } from '@/fields';
import { sortOf } from '@/schema/filter/filter';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import { SYSTEM_FIELDS, type TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import { Popover } from '@/shared/ui/Popover';
import { PickList } from '@/shared/ui/PickList';
import { pathLabel } from '../columns';
import styles from './Filter.module.css';

interface FieldMenuProps {
  model: TenantModel;
  object: ObjectDefinition;
  onPick: (path: string) => void;
  trigger: ReactElement<Record<string, unknown>>;
}

/** The paths that a list can be filtered by: fields, and fields of what they reference. */
function filterPaths(model: TenantModel, object: ObjectDefinition): string[] {
  const own = object.fields.map((field) => field.name);
  const system = SYSTEM_FIELDS.filter((field) => field.name !== 'owner').map((field) => field.name);
  const further = object.fields.flatMap((field) =>
    (model.target(field)?.fields ?? []).map((inner) => `${field.name}.${inner.name}`),
  );
  return [...own, ...system, ...further];
}

export function FieldMenu({ model, object, onPick, trigger }: FieldMenuProps) {
  const t = useText();
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const items = useMemo(
    () =>
      filterPaths(model, object).flatMap((path) => {
        const found = model.resolve(object, path);
        if (!found || sortOf(found.field) === null) {
          return [];
        }
        const Icon = kindOf(fieldViewOf(model, found.field, locale)).icon;
        return [{ value: path, label: pathLabel(found, model, locale, t), icon: <Icon /> }];
      }),
    [model, object, locale, t],
  );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      label={t('filter.add')}
      className={styles.menu}
    >
      <PickList
        label={t('filter.field')}
        items={items}
        onPick={(path) => {
          setOpen(false);
          onPick(path);
        }}
      />
    </Popover>
  );
}
