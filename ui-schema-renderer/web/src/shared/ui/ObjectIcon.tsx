import type { LucideIcon } from 'lucide-react';
import { useEffect } from 'react';
import { createStore, useStore } from '@/shared/lib/external';
import styles from './ObjectIcon.module.css';

// The icons come after the first page: until then, and for names nobody knows, a letter stands in.
const icons = createStore<Readonly<Record<string, LucideIcon>> | null>(null);
let loading = false;

function load(): void {
  if (!loading) {
    loading = true;
    void import('./objectIcons').then((module) => icons.set(module.OBJECT_ICONS));
  }
}

/** All icons by name; null until they are there. */
export function useObjectIcons(): Readonly<Record<string, LucideIcon>> | null {
  useEffect(load, []);
  return useStore(icons);
}

const COLORS = ['indigo', 'teal', 'orange', 'blue', 'pink', 'green', 'purple', 'amber', 'red'];

interface ObjectIconProps {
  name: string | undefined;
  /** Gives the colour, and the letter where there is no icon. */
  of: string;
  size?: number;
}

export function ObjectIcon({ name, of, size = 20 }: ObjectIconProps) {
  const all = useObjectIcons();
  const Icon = name === undefined ? undefined : all?.[name];
  const sum = [...of].reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) | 0, 7);
  return (
    <span
      className={styles.tile}
      data-color={COLORS[Math.abs(sum) % COLORS.length]}
      style={{ width: size, height: size, fontSize: size * 0.55, borderRadius: size * 0.28 }}
      aria-hidden="true"
    >
      {Icon ? (
        <Icon size={Math.round(size * 0.62)} strokeWidth={2.1} />
      ) : (
        ([...of][0]?.toUpperCase() ?? '·')
      )}
    </span>
  );
}
