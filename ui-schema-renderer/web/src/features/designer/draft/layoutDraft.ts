import {
  placedName,
  type LayoutDefinition,
  type ObjectDefinition,
  type SectionDefinition,
} from '@/schema/metadata';
import { nextKey } from './fieldDraft';

/** A section of a form as somebody is arranging it. */
export interface SectionDraft {
  key: string;
  label: string;
  columns: number;
  fields: string[];
  visibleWhen: string;
}

/** On which conditions fields are shown, by their names; they go with a field that is moved. */
export type Conditions = Readonly<Record<string, string>>;

/** The layout that every object has: all fields in one section, until somebody arranges them. */
export const FORM = 'form';

export function newSection(): SectionDraft {
  return { key: nextKey(), label: '', columns: 2, fields: [], visibleWhen: '' };
}

export function fromLayout(
  object: ObjectDefinition,
  layout: LayoutDefinition | undefined,
): SectionDraft[] {
  const sections: SectionDefinition[] =
    layout && layout.sections.length > 0
      ? layout.sections
      : [{ columns: 2, fields: object.fields.map((field) => field.name) }];
  return sections.map((section) => ({
    key: nextKey(),
    label: section.label ?? '',
    columns: section.columns,
    fields: section.fields
      .map(placedName)
      .filter((name) => object.fields.some((field) => field.name === name)),
    visibleWhen: section.visibleWhen ?? '',
  }));
}

export function conditionsOf(layout: LayoutDefinition | undefined): Conditions {
  const placed = layout?.sections.flatMap((section) => section.fields) ?? [];
  return Object.fromEntries(
    placed.flatMap((one) =>
      typeof one !== 'string' && one.visibleWhen ? [[one.field, one.visibleWhen]] : [],
    ),
  );
}

/** Where the editor can show an error. */
export function layoutPlaces(sections: readonly SectionDraft[]): string[] {
  return sections.flatMap((section, i) => [
    `/sections/${i}/visibleWhen`,
    ...section.fields.map((_, j) => `/sections/${i}/fields/${j}/visibleWhen`),
  ]);
}

export function sectionsBody(
  sections: readonly SectionDraft[],
  conditions: Conditions = {},
): SectionDefinition[] {
  return sections.map(({ label, columns, fields, visibleWhen }) => ({
    ...(label.trim() && { label: label.trim() }),
    columns,
    fields: fields.map((field) => {
      const condition = conditions[field]?.trim();
      return condition ? { field, visibleWhen: condition } : field;
    }),
    ...(visibleWhen.trim() && { visibleWhen: visibleWhen.trim() }),
  }));
}

/** The fields that no section shows. */
export function unplaced(object: ObjectDefinition, sections: readonly SectionDraft[]): string[] {
  const placed = new Set(sections.flatMap((section) => section.fields));
  return object.fields.map((field) => field.name).filter((name) => !placed.has(name));
}

/** A field put elsewhere: into a section at a place, or out of all sections. */
export function moved(
  sections: readonly SectionDraft[],
  field: string,
  to: { section: string; index: number } | null,
): SectionDraft[] {
  return sections.map((section) => {
    const rest = section.fields.filter((name) => name !== field);
    return section.key === to?.section
      ? { ...section, fields: [...rest.slice(0, to.index), field, ...rest.slice(to.index)] }
      : { ...section, fields: rest };
  });
}

/** A section and what it shows moved up or down among the others. */
export function sectionMoved(
  sections: readonly SectionDraft[],
  key: string,
  by: number,
): SectionDraft[] {
  const from = sections.findIndex((section) => section.key === key);
  const section = sections[from];
  const rest = sections.filter((one) => one.key !== key);
  const to = Math.max(0, Math.min(rest.length, from + by));
  return section ? [...rest.slice(0, to), section, ...rest.slice(to)] : [...sections];
}

/** The sections with a field added at the end of the last. */
export function inLayout(
  sections: readonly SectionDefinition[],
  field: string,
): SectionDefinition[] {
  return sections.map((section, i) =>
    i === sections.length - 1 ? { ...section, fields: [...section.fields, field] } : section,
  );
}
