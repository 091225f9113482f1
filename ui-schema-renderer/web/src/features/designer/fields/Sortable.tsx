import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { GripVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import styles from './Sortable.module.css';

/** How things are dragged: by the pointer after a few pixels, or with Space and the arrow keys. */
export function useDragSensors() {
  return useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
}

/** What a screen reader is told while something is dragged. */
export function useDragWords(nameOf: (key: string) => string) {
  const t = useText();
  return {
    screenReaderInstructions: { draggable: t('designer.drag.how') },
    announcements: {
      onDragStart: ({ active }: { active: { id: string | number } }) =>
        t('designer.drag.start', { item: nameOf(String(active.id)) }),
      onDragOver: () => undefined,
      onDragEnd: ({ active }: { active: { id: string | number } }) =>
        t('designer.drag.end', { item: nameOf(String(active.id)) }),
      onDragCancel: () => t('designer.drag.cancel'),
    },
  };
}

interface SortableListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  nameOf: (item: T) => string;
  onChange: (items: T[]) => void;
  children: (item: T, index: number) => ReactNode;
  className?: string | undefined;
}

/** A list whose items can be put into another order. */
export function SortableList<T>({
  items,
  keyOf,
  nameOf,
  onChange,
  children,
  className,
}: SortableListProps<T>) {
  const keys = items.map(keyOf);
  const words = useDragWords((key) => {
    const item = items.find((one) => keyOf(one) === key);
    return item ? nameOf(item) : '';
  });
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) {
      onChange(
        arrayMove([...items], keys.indexOf(String(active.id)), keys.indexOf(String(over.id))),
      );
    }
  };
  return (
    <DndContext
      sensors={useDragSensors()}
      collisionDetection={closestCenter}
      accessibility={words}
      onDragEnd={onDragEnd}
    >
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <ul className={className}>{items.map((item, i) => children(item, i))}</ul>
      </SortableContext>
    </DndContext>
  );
}

interface SortableItemProps {
  id: string;
  /** What is dragged, for those who do not see it. */
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

export function SortableItem({ id, label, className, children }: SortableItemProps) {
  const t = useText();
  const {
    attributes,
    listeners,
    setNodeRef,
    setActivatorNodeRef,
    transform,
    transition,
    isDragging,
  } = useSortable({ id });
  return (
    <li
      ref={setNodeRef}
      className={cx(className, isDragging && styles.dragging)}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        className={styles.grip}
        {...attributes}
        {...listeners}
        aria-roledescription={undefined}
        aria-label={t('designer.drag.move', { item: label })}
      >
        <GripVertical />
      </button>
      {children}
    </li>
  );
}
