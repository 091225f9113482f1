import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, Link2, X } from 'lucide-react';
import { useState } from 'react';
import { createLink, listLinks, revokeLink, type PublicLink } from '@/api/forms';
import { toProblem, type Problem } from '@/api/problem';
import { labelOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { withItem } from '@/shared/lib/lists';
import { Button, IconButton } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './ShareDialog.module.css';

const LIVES = ['1', '7', '30', '90'] as const;
type Life = (typeof LIVES)[number];
const DAY = 86_400_000;
/** The clock here may be ahead of the server's, which takes 90 days at most. */
const MARGIN = 300_000;
const NOT_SHOWN = new Set(['secret', 'user']);

interface LinksSectionProps {
  object: string;
  id: string;
}

/** The links by which anybody sees the record, and one more. */
export default function LinksSection({ object, id }: LinksSectionProps) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const { model } = useApp();
  const links = useQuery({
    queryKey: ['links', object, id],
    queryFn: ({ signal }) => listLinks(object, id, signal),
  });
  const [isNew, setNew] = useState(false);
  const [fields, setFields] = useState<string[]>([]);
  const [life, setLife] = useState<Life>('7');
  const [password, setPassword] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, ['/password']);
  const offered = (model.object(object)?.fields ?? []).filter(
    (field) => !NOT_SHOWN.has(field.type),
  );

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['links', object, id] });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  };
  const make = () =>
    attempt(async () => {
      const link = await createLink(object, id, {
        fields,
        expiresAt: new Date(Date.now() + Number(life) * DAY - MARGIN).toISOString(),
        password: password === '' ? null : password,
      });
      setMade(link.address);
      setNew(false);
      setPassword('');
    });

  return (
    <section className={styles.form} aria-labelledby="public-links">
      <h3 id="public-links">{t('publicLinks.title')}</h3>
      <p className={styles.none}>{t('publicLinks.help')}</p>
      {((problem && !isShown) || links.error) && (
        <ProblemNotice error={problem ?? toProblem(links.error)} />
      )}
      {made && (
        <FieldFrame label={t('publicLinks.address')} help={t('publicLinks.once')}>
          <TextInput
            readOnly
            value={made}
            after={
              <IconButton
                size="sm"
                label={t('publicLinks.copy')}
                onClick={() => {
                  void navigator.clipboard.writeText(made);
                  toast(t('publicLinks.copied'));
                }}
              >
                <Copy />
              </IconButton>
            }
          />
        </FieldFrame>
      )}
      <ul className={styles.list}>
        {links.data?.map((link) => (
          <LinkRow
            key={link.id}
            link={link}
            busy={busy}
            onRevoke={() => void attempt(() => revokeLink(object, id, link.id))}
          />
        ))}
      </ul>
      {isNew ? (
        <form
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <div className={styles.fields} role="group" aria-label={t('publicLinks.fields')}>
            {offered.map((field) => (
              <Checkbox
                key={field.name}
                checked={fields.includes(field.name)}
                onChange={(checked) => setFields(withItem(fields, field.name, checked))}
              >
                {labelOf(field, locale)}
              </Checkbox>
            ))}
          </div>
          <div className={styles.two}>
            <FieldFrame label={t('publicLinks.until')}>
              <Select<Life>
                value={life}
                options={LIVES.map((value) => ({ value, label: t(`publicLinks.life.${value}`) }))}
                onChange={setLife}
              />
            </FieldFrame>
            <FieldFrame label={t('publicLinks.password')} error={at('/password')}>
              <TextInput
                type="password"
                autoComplete="new-password"
                value={password}
                onChange={setPassword}
              />
            </FieldFrame>
          </div>
          <Button variant="primary" type="submit" busy={busy} disabled={fields.length === 0}>
            {t('publicLinks.make')}
          </Button>
        </form>
      ) : (
        !links.error && (
          <Button icon={<Link2 />} onClick={() => setNew(true)}>
            {t('publicLinks.add')}
          </Button>
        )
      )}
    </section>
  );
}

interface LinkRowProps {
  link: PublicLink;
  busy: boolean;
  onRevoke: () => void;
}

function LinkRow({ link, busy, onRevoke }: LinkRowProps) {
  const t = useText();
  const locale = useLocale();
  const until = formatMoment(link.expiresAt, locale);
  return (
    <li className={styles.row}>
      <Link2 size={16} />
      <span className={styles.name}>
        {t('publicLinks.ends', { at: until })}
        <br />
        <span className={styles.none}>
          {link.lastOpenedAt
            ? t('publicLinks.opened', { at: formatMoment(link.lastOpenedAt, locale) })
            : t('publicLinks.never')}
          {link.password && ` · ${t('publicLinks.locked')}`}
        </span>
      </span>
      <IconButton
        size="sm"
        label={t('publicLinks.revoke', { at: until })}
        disabled={busy}
        onClick={onRevoke}
      >
        <X />
      </IconButton>
    </li>
  );
}
