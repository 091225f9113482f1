import type { PackageChange, PackageLoss, PackagePlan } from '@/api/packages';
import page from '@/features/administration/Administration.module.css';
import list from '@/features/providers/Providers.module.css';
import { useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Notice } from '@/shared/ui/States';
import styles from './Packages.module.css';

const COLORS: Record<PackageChange['change'], string> = {
  create: 'green',
  restore: 'teal',
  change: 'blue',
  move: 'gray',
  delete: 'red',
};

/** What a package would do: why it would be refused, what would be lost, and each change. */
export function PlanView({ plan }: { plan: PackagePlan }) {
  const t = useText();
  return (
    <div className={styles.plan}>
      {plan.problems.length > 0 && (
        <Notice kind="danger">
          <strong>{t('packages.refused')}</strong>
          <ul className={styles.lines}>
            {plan.problems.map((problem) => (
              <li key={problem.pointer + problem.code}>
                {problem.message} <code>{problem.pointer}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {plan.losses.length > 0 && (
        <Notice kind="warning">
          <strong>{t('packages.losses')}</strong>
          <ul className={styles.lines}>
            {plan.losses.map((loss) => (
              <Loss key={`${loss.object}.${loss.name ?? ''}`} loss={loss} />
            ))}
          </ul>
        </Notice>
      )}
      {plan.problems.length === 0 && plan.changes.length === 0 && (
        <p className={list.muted}>{t('packages.nothing')}</p>
      )}
      {plan.changes.length > 0 && (
        <ul className={list.list} aria-label={t('packages.changes')}>
          {plan.changes.map((change) => (
            <li
              key={`${change.change} ${change.kind} ${change.object ?? ''} ${change.name}`}
              className={list.row}
            >
              <div className={page.words}>
                <span className={page.name}>
                  {change.object ? `${change.object}.${change.name}` : change.name}
                  <Badge color={COLORS[change.change]}>
                    {t(`packages.change.${change.change}`)}
                  </Badge>
                </span>
                <span className={list.muted}>
                  {[t(`packages.kind.${change.kind as Kind}`), change.touches?.join(', ')]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Kind = 'object' | 'field' | 'role' | 'validation' | 'view' | 'layout' | 'rule';

function Loss({ loss }: { loss: PackageLoss }) {
  const t = useText();
  return (
    <li>
      {loss.kind === 'object'
        ? t('packages.lostObject', { object: loss.object, count: loss.records })
        : t('packages.lostField', {
            field: `${loss.object}.${loss.name ?? ''}`,
            count: loss.records,
          })}
    </li>
  );
}
