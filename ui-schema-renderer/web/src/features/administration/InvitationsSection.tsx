import { useQuery, useQueryClient } from '@tanstack/react-query';
import { listInvitations, resendInvitation, revokeInvitation } from '@/api/administration';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Administration.module.css';
import { RoleBadges } from './RoleBadges';

/** Invitations that nobody has accepted yet; nothing where there are none. */
export function InvitationsSection() {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => listInvitations(signal),
  });
  const open = (invitations.data ?? []).filter(
    ({ state }) => state === 'pending' || state === 'expired',
  );

  const act = async (work: Promise<unknown>, done: string) => {
    try {
      await work;
      toast(done);
    } catch (error) {
      tell(error);
    }
    await client.invalidateQueries({ queryKey: ['invitations'] });
  };

  if (invitations.error) {
    return <ProblemNotice error={invitations.error} />;
  }
  if (open.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations" className={styles.heading}>
        {t('invitations.title')}
      </h2>
      <div className={styles.tableScroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('users.email')}</th>
              <th scope="col">{t('users.role')}</th>
              <th scope="col" className={styles.wide}>
                {t('invitations.until')}
              </th>
              <th scope="col">
                <span className="visually-hidden">{t('common.more')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {open.map(({ id, email, roles, state, expiresAt }) => (
              <tr key={id}>
                <td>{email}</td>
                <td>
                  <span className={styles.roles}>
                    <RoleBadges roles={roles} />
                  </span>
                </td>
                <td className={styles.wide}>
                  {state === 'expired' ? (
                    <Badge color="red">{t('invitations.expired')}</Badge>
                  ) : (
                    <span className={styles.number}>{formatMoment(expiresAt, locale)}</span>
                  )}
                </td>
                <td className={styles.end}>
                  <span className={styles.roles}>
                    <Button
                      size="sm"
                      aria-label={t('invitations.resendTo', { email })}
                      onClick={() =>
                        void act(resendInvitation(id), t('invitations.sent', { email }))
                      }
                    >
                      {t('invitations.resend')}
                    </Button>
                    <Button
                      size="sm"
                      aria-label={t('invitations.revokeOf', { email })}
                      onClick={() =>
                        void act(revokeInvitation(id), t('invitations.revoked', { email }))
                      }
                    >
                      {t('invitations.revoke')}
                    </Button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
