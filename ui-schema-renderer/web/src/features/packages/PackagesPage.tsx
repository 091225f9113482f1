import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Download } from 'lucide-react';
import { useState } from 'react';
import {
  listApplied,
  PACKAGE_FORMATS,
  rollBackPackage,
  savePackage,
  type AppliedPackage,
  type PackageFormat,
} from '@/api/packages';
import page from '@/features/administration/Administration.module.css';
import list from '@/features/providers/Providers.module.css';
import { useUserName } from '@/fields/user/useUserName';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { Menu, MenuItem } from '@/shared/ui/Menu';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Packages.module.css';
import { ApplySection } from './ApplySection';

const APPLIED = ['packages', 'applied'];

/** The workspace's metadata as a file: out, in, and back. */
export default function PackagesPage() {
  const t = useText();
  const client = useQueryClient();
  const { me } = useApp();
  if (!me.permissions.metadata) {
    return <Forbidden title={t('packages.title')} />;
  }
  const changed = async () => {
    await client.invalidateQueries();
  };
  return (
    <>
      <PageHeader
        title={t('packages.title')}
        before={
          <ButtonLink to="/designer" variant="ghost" size="sm" icon={<ArrowLeft />}>
            {t('designer.title')}
          </ButtonLink>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('packages.lead')}</p>
          <ExportSection slug={me.tenant.slug} />
          <ApplySection onApplied={changed} />
          <AppliedSection onChanged={changed} />
        </div>
      </div>
    </>
  );
}

function ExportSection({ slug }: { slug: string }) {
  const t = useText();
  const tell = useTellProblem();
  const [busy, setBusy] = useState(false);
  const save = async (format: PackageFormat) => {
    setBusy(true);
    try {
      await savePackage(slug, format);
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return (
    <section className={styles.section} aria-labelledby="package-export">
      <h2 id="package-export">{t('packages.export')}</h2>
      <p className={list.muted}>{t('packages.exportHelp')}</p>
      <div>
        <Menu
          trigger={
            <Button icon={<Download />} busy={busy}>
              {t('packages.save')}
            </Button>
          }
        >
          {PACKAGE_FORMATS.map((format) => (
            <MenuItem key={format} onSelect={() => void save(format)}>
              {t(`packages.format.${format}`)}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </section>
  );
}

function AppliedSection({ onChanged }: { onChanged: () => Promise<void> }) {
  const t = useText();
  const tell = useTellProblem();
  const [asking, setAsking] = useState<AppliedPackage | null>(null);
  const [busy, setBusy] = useState(false);
  const applied = useQuery({
    queryKey: APPLIED,
    queryFn: ({ signal }) => listApplied(signal),
  });
  const takeBack = async (one: AppliedPackage) => {
    setBusy(true);
    try {
      await rollBackPackage(one.version);
      await onChanged();
      toast(t('packages.takenBack'));
    } catch (error) {
      tell(error);
    }
    setBusy(false);
    setAsking(null);
  };
  return (
    <section className={styles.section} aria-labelledby="package-applied">
      <h2 id="package-applied">{t('packages.applied')}</h2>
      {applied.error ? (
        <ProblemNotice error={applied.error} />
      ) : !applied.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : applied.data.length === 0 ? (
        <p className={list.muted}>{t('packages.noneApplied')}</p>
      ) : (
        <ul className={list.list}>
          {applied.data.map((one) => (
            <AppliedRow key={one.version} applied={one} onTakeBack={() => setAsking(one)} />
          ))}
        </ul>
      )}
      {asking && (
        <ConfirmDialog
          open
          title={t('packages.takeBackTitle', { version: asking.version })}
          description={t('packages.takeBackHelp')}
          action={t('packages.takeBack')}
          busy={busy}
          onConfirm={() => void takeBack(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  );
}

interface AppliedRowProps {
  applied: AppliedPackage;
  onTakeBack: () => void;
}

function AppliedRow({ applied, onTakeBack }: AppliedRowProps) {
  const t = useText();
  const locale = useLocale();
  const name = useUserName(applied.appliedBy);
  return (
    <li className={list.row}>
      <div className={page.words}>
        <span className={page.name}>{formatMoment(applied.appliedAt, locale)}</span>
        <span className={list.muted}>
          {[name, t('packages.version', { version: applied.version })].filter(Boolean).join(' · ')}
        </span>
      </div>
      {applied.last && (
        <Button size="sm" onClick={onTakeBack}>
          {t('packages.takeBack')}
        </Button>
      )}
    </li>
  );
}
