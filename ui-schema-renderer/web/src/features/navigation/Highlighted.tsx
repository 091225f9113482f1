import type { SearchHit } from '@/api/search';
import styles from './CommandMenu.module.css';

/** A text with the words that were found in it marked. */
export function Highlighted({ match }: { match: SearchHit['matches'][number] }) {
  const parts = match.ranges.map(([from = 0, to = 0], i) => ({
    from,
    before: match.text.slice(match.ranges[i - 1]?.[1] ?? 0, from),
    found: match.text.slice(from, to),
  }));
  return (
    <>
      {parts.map(({ from, before, found }) => (
        <span key={from}>
          {before}
          <mark className={styles.mark}>{found}</mark>
        </span>
      ))}
      {match.text.slice(match.ranges.at(-1)?.[1] ?? 0)}
    </>
  );
}
