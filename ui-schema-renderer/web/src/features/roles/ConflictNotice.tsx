import { labelOf, pluralOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Notice } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { CONDITIONS, RIGHTS } from '@/api/roles';
import type { Path } from './draft/mergePatch';
import styles from './Roles.module.css';
import type { Conflict } from './useRoleEditor';

interface ConflictNoticeProps {
  conflict: Conflict;
  busy: boolean;
  onResolve: (lastWord: 'mine' | 'theirs') => void;
}

/** What two people changed in the same role, and whose it is to be. */
export function ConflictNotice({ conflict, busy, onResolve }: ConflictNoticeProps) {
  const t = useText();
  const nameOf = usePlaceName();
  return (
    <Notice
      kind="danger"
      actions={
        <div className={styles.actions}>
          <Button size="sm" busy={busy} onClick={() => onResolve('mine')}>
            {t('roles.conflict.mine')}
          </Button>
          <Button size="sm" onClick={() => onResolve('theirs')}>
            {t('roles.conflict.theirs')}
          </Button>
        </div>
      }
    >
      <strong>{t('roles.conflict.title')}</strong>
      <p>{t('roles.conflict.text')}</p>
      <ul className={styles.places}>
        {conflict.places.map((place) => (
          <li key={place.join('/')}>{nameOf(place)}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** What a place in a role is called on the screen. */
function usePlaceName(): (place: Path) => string {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const rightOf = (key: string | undefined) => {
    const right = RIGHTS.find((one) => one === key);
    const condition = CONDITIONS.find((one) => one === key);
    return right
      ? t(`roles.rights.${right}`)
      : condition
        ? t(`roles.condition.${condition}`)
        : key === 'otherFields'
          ? t('roles.otherFields')
          : undefined;
  };
  return ([part, name, key, field]) => {
    if (part === 'label' || part === 'description') {
      return t(`roles.${part}`);
    }
    if (part === 'otherObjects') {
      return [t('roles.others'), rightOf(name)].filter(Boolean).join(': ');
    }
    const object = model.object(name ?? '');
    const found = object?.fields.find((one) => one.name === field);
    const what = key === 'fields' ? (found ? labelOf(found, locale) : field) : rightOf(key);
    return [object ? pluralOf(object, locale) : name, what].filter(Boolean).join(': ');
  };
}
