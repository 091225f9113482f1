import styles from './Skeleton.module.css';

/** The place of something that is on its way. */
export function Skeleton({ width, height = 12 }: { width?: number | string; height?: number }) {
  return <span className={styles.skeleton} style={{ width: width ?? '100%', height }} />;
}

/** Several lines that are on their way, announced once. */
export function SkeletonLines({ count, label }: { count: number; label: string }) {
  return (
    <div className={styles.lines} role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: count }, (_, i) => (
        <Skeleton key={i} width={`${92 - ((i * 17) % 45)}%`} height={14} />
      ))}
    </div>
  );
}
