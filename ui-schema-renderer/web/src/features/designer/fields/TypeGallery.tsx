import type { Ref } from 'react';
import type { FieldTypeName } from '@/schema/metadata';
import { useText } from '@/shared/i18n';
import { FIELD_TYPES } from '../fieldTypes';
import styles from './Gallery.module.css';
import { TypeTile } from './TypeTile';

interface TypeGalleryProps {
  onPick: (type: FieldTypeName) => void;
  firstRef?: Ref<HTMLButtonElement>;
}

/** All types of fields at once, each with what it is for. */
export function TypeGallery({ onPick, firstRef }: TypeGalleryProps) {
  const t = useText();
  return (
    <ul className={styles.gallery}>
      {FIELD_TYPES.map(({ type }, i) => (
        <li key={type}>
          <button
            type="button"
            ref={i === 0 ? firstRef : undefined}
            className={styles.type}
            data-type={type}
            onClick={() => onPick(type)}
          >
            <TypeTile type={type} size={30} />
            <span className={styles.words}>
              <span className={styles.typeName}>{t(`designer.types.${type}.name`)}</span>
              <span className={styles.hint}>{t(`designer.types.${type}.hint`)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
