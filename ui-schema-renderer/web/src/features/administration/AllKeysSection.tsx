import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listAllApiKeys } from '@/api/security';
import { usersQuery } from '@/api/queries';
import { KeyUse } from '@/features/security/KeyUse';
import { RevokeKey } from '@/features/security/RevokeKey';
import security from '@/features/security/Security.module.css';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { ProblemNotice } from '@/views/Failure';
import styles from './Administration.module.css';
import { isExpired, ownedKeys, type OwnedKey } from './ownedKeys';

const AT_FIRST = 20;

/** The keys of all users by which programs act; nothing where there are none. */
export function AllKeysSection({ search }: { search: string }) {
  const t = useText();
  const client = useQueryClient();
  const [isWhole, setWhole] = useState(false);
  const { data: users = [] } = useQuery(usersQuery);
  const keys = useQuery({
    queryKey: ['security', 'keys', 'all'],
    queryFn: ({ signal }) => listAllApiKeys(signal),
  });
  const reload = () => client.invalidateQueries({ queryKey: ['security', 'keys'] });
  if (keys.error) {
    return <ProblemNotice error={keys.error} />;
  }
  const found = ownedKeys(keys.data ?? [], users, search);
  if (found.length === 0) {
    return null;
  }
  const shown = isWhole ? found : found.slice(0, AT_FIRST);
  return (
    <section aria-labelledby="all-keys">
      <h2 id="all-keys" className={styles.heading}>
        {t('security.keys')}
      </h2>
      <p className={styles.lead}>{t('users.keysHelp')}</p>
      <ul className={security.list}>
        {shown.map((owned) => (
          <Row key={owned.key.id} owned={owned} onRevoked={reload} />
        ))}
      </ul>
      {shown.length < found.length && (
        <Button size="sm" onClick={() => setWhole(true)}>
          {t('users.allKeys', { number: found.length })}
        </Button>
      )}
    </section>
  );
}

function Row({ owned, onRevoked }: { owned: OwnedKey; onRevoked: () => Promise<void> }) {
  const t = useText();
  const locale = useLocale();
  const { key, owner } = owned;
  return (
    <li className={security.row}>
      <div className={security.words}>
        <span className={security.name}>
          {key.name}
          {key.scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
          {isExpired(key) && <Badge color="red">{t('users.keyExpired')}</Badge>}
        </span>
        <span>{owner ? owner.name : t('common.anotherUser')}</span>
        <span className={security.muted}>
          <KeyUse apiKey={key} />
          {key.expiresAt &&
            !isExpired(key) &&
            ` ${t('security.keyExpires', { when: formatMoment(key.expiresAt, locale) })}`}
        </span>
        <span className={security.muted}>
          <code>{key.prefix}…</code>
        </span>
      </div>
      <RevokeKey apiKey={key} onRevoked={onRevoked} />
    </li>
  );
}
