import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserRound, UsersRound, X } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { findPeople, shareRecord, unshareRecord } from '@/api/people';
import { toProblem, type Problem } from '@/api/problem';
import { sharesQuery } from '@/api/queries';
import type { Share } from '@/api/types';
import { needTexts, useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { Combobox } from '@/shared/ui/Combobox';
import { Dialog } from '@/shared/ui/Dialog';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { ProblemNotice } from '@/views/Failure';
import styles from './ShareDialog.module.css';

const LinksSection = lazy(
  async () => (await Promise.all([import('./LinksSection'), needTexts('guest')]))[0],
);

interface Grantee {
  kind: 'user' | 'group';
  value: string;
  name: string;
}

const LIVES = ['always', '1', '7', '30'] as const;
type Life = (typeof LIVES)[number];
const DAY = 86_400_000;

interface ShareDialogProps {
  object: string;
  id: string;
  title: string;
  onClose: () => void;
}

/** With whom a record is shared, and with whom else it shall be. */
export default function ShareDialog({ object, id, title, onClose }: ShareDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const shares = useQuery(sharesQuery(object, id));
  const [search, setSearch] = useState('');
  const people = useQuery({
    queryKey: ['people', search],
    queryFn: ({ signal }) => findPeople(search, signal),
  });
  const [grantee, setGrantee] = useState<Grantee | null>(null);
  const [access, setAccess] = useState<'read' | 'write'>('read');
  const [life, setLife] = useState<Life>('always');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const found: Grantee[] = [
    ...(people.data?.groups ?? []).map(({ name, label }): Grantee => ({
      kind: 'group',
      value: name,
      name: label,
    })),
    ...(people.data?.users ?? []).map((user): Grantee => ({
      kind: 'user',
      value: user.id,
      name: user.name,
    })),
  ];

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['shares', object, id] });
      setGrantee(null);
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  };

  const share = (chosen: Grantee) =>
    attempt(() =>
      shareRecord(object, id, {
        ...(chosen.kind === 'user' ? { user: chosen.value } : { group: chosen.value }),
        access,
        expiresAt:
          life === 'always' ? null : new Date(Date.now() + Number(life) * DAY).toISOString(),
      }),
    );

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('share.title', { record: title })}
      description={t('share.help')}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      {(problem ?? shares.error) && <ProblemNotice error={problem ?? toProblem(shares.error)} />}
      {shares.isPending && <SkeletonLines count={2} label={t('common.loading')} />}
      {shares.data?.length === 0 && <p className={styles.none}>{t('share.none')}</p>}
      <ul className={styles.list}>
        {shares.data?.map((one) => (
          <ShareRow
            key={one.id}
            share={one}
            busy={busy}
            onEnd={() => void attempt(() => unshareRecord(object, id, one.id))}
          />
        ))}
      </ul>
      {!shares.error && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (grantee) {
              void share(grantee);
            }
          }}
        >
          <FieldFrame label={t('share.with')}>
            <Combobox<Grantee>
              items={found}
              value={grantee}
              onChange={setGrantee}
              keyOf={(one) => `${one.kind} ${one.value}`}
              labelOf={(one) => one.name}
              renderItem={(one) => (
                <>
                  {one.kind === 'group' ? <UsersRound size={15} /> : <UserRound size={15} />}{' '}
                  {one.name}
                </>
              )}
              onSearch={setSearch}
              busy={people.isFetching}
              placeholder={t('share.choose')}
            />
          </FieldFrame>
          <div className={styles.two}>
            <FieldFrame label={t('share.access')}>
              <Select
                value={access}
                options={[
                  { value: 'read', label: t('share.read') },
                  { value: 'write', label: t('share.write') },
                ]}
                onChange={setAccess}
              />
            </FieldFrame>
            <FieldFrame label={t('share.until')}>
              <Select<Life>
                value={life}
                options={LIVES.map((value) => ({ value, label: t(`share.life.${value}`) }))}
                onChange={setLife}
              />
            </FieldFrame>
          </div>
          <Button variant="primary" type="submit" busy={busy} disabled={grantee === null}>
            {t('share.action')}
          </Button>
        </form>
      )}
      {!shares.error && (
        <Suspense>
          <LinksSection object={object} id={id} />
        </Suspense>
      )}
    </Dialog>
  );
}

interface ShareRowProps {
  share: Share;
  busy: boolean;
  onEnd: () => void;
}

function ShareRow({ share, busy, onEnd }: ShareRowProps) {
  const t = useText();
  const locale = useLocale();
  return (
    <li className={styles.row}>
      {share.user === null ? <UsersRound size={16} /> : <UserRound size={16} />}
      <span className={styles.name}>{share.name}</span>
      <Badge>{t(share.access === 'write' ? 'share.write' : 'share.read')}</Badge>
      {share.expiresAt && (
        <span className={styles.none}>
          {t('share.ends', { at: formatMoment(share.expiresAt, locale) })}
        </span>
      )}
      <IconButton
        size="sm"
        label={t('share.end', { name: share.name })}
        disabled={busy}
        onClick={onEnd}
      >
        <X />
      </IconButton>
    </li>
  );
}
