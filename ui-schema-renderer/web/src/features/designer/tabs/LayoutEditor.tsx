import { closestCorners, DndContext, type DragEndEvent, type DragOverEvent } from '@dnd-kit/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { changePart, createPart } from '@/api/metadata';
import { labelOf } from '@/schema/labels';
import type { LayoutDefinition, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { errorsUnder, placeErrors } from '../draft/errors';
import {
  conditionsOf,
  fromLayout,
  layoutPlaces,
  moved,
  newSection,
  sectionMoved,
  sectionsBody,
  unplaced,
  type SectionDraft,
} from '../draft/layoutDraft';
import { useDragSensors, useDragWords } from '../fields/Sortable';
import { FormPreview } from '../preview/FormPreview';
import { RejectionNotice } from '../RejectionNotice';
import { useChange } from '../useChange';
import { HiddenFields, LayoutSection } from './LayoutSection';
import styles from './Layouts.module.css';

/** Where fields are that no section shows; no section has this key. */
export const HIDDEN = 'hidden';

interface LayoutEditorProps {
  object: ObjectDefinition;
  name: string;
  /** Absent as long as nobody has arranged it. */
  layout: LayoutDefinition | undefined;
}

export function LayoutEditor({ object, name, layout }: LayoutEditorProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const [stored] = useState(() => fromLayout(object, layout));
  const [sections, setSections] = useState(stored);
  const [kept] = useState(() => conditionsOf(layout));
  const [conditions, setConditions] = useState(kept);
  const { busy, rejection, submit, clear } = useChange();
  const body = { sections: sectionsBody(sections, conditions) };
  const isChanged = JSON.stringify(sectionsBody(stored, kept)) !== JSON.stringify(body.sections);
  const errors = placeErrors(rejection, body, layoutPlaces(sections));
  const hidden = unplaced(object, sections);

  const nameOf = (field: string) => {
    const found = object.fields.find((one) => one.name === field);
    return found ? labelOf(found, locale) : field;
  };

  const containerOf = (id: string): string =>
    id === HIDDEN || sections.some((section) => section.key === id)
      ? id
      : (sections.find((section) => section.fields.includes(id))?.key ?? HIDDEN);

  const put = (field: string, container: string, over: string) => {
    const section = sections.find((one) => one.key === container);
    const at = section?.fields.filter((one) => one !== field).indexOf(over) ?? -1;
    setSections(
      moved(
        sections,
        field,
        section ? { section: container, index: at < 0 ? section.fields.length : at } : null,
      ),
    );
  };

  const onDragOver = ({ active, over }: DragOverEvent) => {
    const [field, target] = [String(active.id), over && String(over.id)];
    if (target && containerOf(field) !== containerOf(target)) {
      put(field, containerOf(target), target);
    }
  };

  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const [field, target] = [String(active.id), over && String(over.id)];
    const section = sections.find((one) => one.key === containerOf(field));
    if (target && section && target !== field && section.fields.includes(target)) {
      setSections(
        moved(sections, field, { section: section.key, index: section.fields.indexOf(target) }),
      );
    }
  };

  const change = (changed: SectionDraft) =>
    setSections(sections.map((one) => (one.key === changed.key ? changed : one)));

  const discard = () => {
    setSections(stored);
    setConditions(kept);
    clear();
  };

  const save = async () => {
    const accepted = await submit(body, () =>
      layout
        ? changePart(object.name, 'layouts', name, body)
        : createPart(object.name, 'layouts', { name, ...body }),
    );
    if (accepted) {
      toast(t('designer.layouts.saved'));
    }
  };

  return (
    <div className={styles.editor}>
      <div className={styles.sections}>
        {isChanged && (
          <Notice
            kind="info"
            actions={
              <span className={styles.choose}>
                <Button size="sm" onClick={discard}>
                  {t('common.discard')}
                </Button>
                <Button size="sm" variant="primary" busy={busy} onClick={() => void save()}>
                  {t('common.save')}
                </Button>
              </span>
            }
          >
            {t('designer.layouts.unsaved')}
          </Notice>
        )}
        <RejectionNotice rejection={rejection} errors={errors} />
        <DndContext
          sensors={useDragSensors()}
          collisionDetection={closestCorners}
          accessibility={useDragWords(nameOf)}
          onDragOver={onDragOver}
          onDragEnd={onDragEnd}
        >
          {sections.map((section, i) => (
            <LayoutSection
              key={section.key}
              object={object}
              sections={sections}
              index={i}
              conditions={conditions}
              errors={errorsUnder(errors, `/sections/${i}`)}
              onCondition={(field, condition) =>
                setConditions({ ...conditions, [field]: condition })
              }
              onChange={change}
              onMove={(by) => setSections(sectionMoved(sections, section.key, by))}
              onRemove={() => setSections(sections.filter((one) => one.key !== section.key))}
              onPlace={(field, to) => setSections(moved(sections, field, to))}
            />
          ))}
          <Button
            icon={<Plus />}
            className={styles.addSection}
            onClick={() => setSections([...sections, newSection()])}
          >
            {t('designer.layouts.addSection')}
          </Button>
          <HiddenFields
            object={object}
            fields={hidden}
            sections={sections}
            onPlace={(field, to) => setSections(moved(sections, field, to))}
          />
        </DndContext>
      </div>
      <aside className={styles.preview} aria-label={t('designer.preview.title')}>
        <p className={styles.previewTitle}>{t('designer.preview.title')}</p>
        <div className={styles.sheet}>
          <FormPreview model={model} object={object} sections={body.sections} />
        </div>
      </aside>
    </div>
  );
}
