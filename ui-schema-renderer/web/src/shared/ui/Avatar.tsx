import styles from './Avatar.module.css';

const COLORS = ['blue', 'green', 'orange', 'purple', 'teal', 'pink', 'indigo', 'amber'];

/** The first letters of a name, on a colour that stays the same for it. */
export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  const letters = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0]?.toUpperCase() ?? '');
  const sum = [...name].reduce((total, char) => total + (char.codePointAt(0) ?? 0), 0);
  return (
    <span
      className={styles.avatar}
      data-color={COLORS[sum % COLORS.length]}
      style={{ width: size, height: size, fontSize: size * 0.42 }}
      aria-hidden="true"
    >
      {(letters[0] ?? '?') + (letters.length > 1 ? (letters.at(-1) ?? '') : '')}
    </span>
  );
}
