import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ClipboardList, Copy, Ellipsis, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteForm, listForms, replaceFormAddress, type PublicForm } from '@/api/forms';
import page from '@/features/administration/Administration.module.css';
import list from '@/features/providers/Providers.module.css';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { useTellProblem } from '@/views/useTellProblem';
import { PublicFormDialog } from './PublicFormDialog';
import styles from './Forms.module.css';

type Open = { what: 'new' } | { what: 'edit' | 'delete' | 'replace'; form: PublicForm };

/** Forms of the workspace that anybody fills in who has the address. */
export default function FormsPage() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [open, setOpen] = useState<Open | null>(null);
  const forms = useQuery({
    queryKey: ['publicForms'],
    queryFn: ({ signal }) => listForms(signal),
    enabled: me.permissions.users,
  });
  if (!me.permissions.users) {
    return <Forbidden title={t('publicForms.title')} />;
  }
  const close = () => setOpen(null);
  const attempt = async (work: () => Promise<unknown>) => {
    close();
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['publicForms'] });
    } catch (error) {
      tell(error);
    }
  };
  return (
    <>
      <PageHeader
        title={t('publicForms.title')}
        actions={
          <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ what: 'new' })}>
            <span className={page.buttonText}>{t('publicForms.add')}</span>
          </Button>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('publicForms.lead')}</p>
          {forms.error ? (
            <Failure error={forms.error} onRetry={() => void forms.refetch()} />
          ) : !forms.data ? (
            <SkeletonLines count={3} label={t('common.loading')} />
          ) : forms.data.length === 0 ? (
            <EmptyState icon={ClipboardList} title={t('publicForms.none')} small>
              {t('publicForms.noneHelp')}
            </EmptyState>
          ) : (
            <ul className={list.list}>
              {forms.data.map((form) => (
                <Row key={form.id} form={form} onOpen={(what) => setOpen({ what, form })} />
              ))}
            </ul>
          )}
        </div>
      </div>
      {(open?.what === 'new' || open?.what === 'edit') && (
        <PublicFormDialog
          {...(open.what === 'edit' && { stored: open.form })}
          onSaved={() => void attempt(() => Promise.resolve())}
          onClose={close}
        />
      )}
      {open?.what === 'replace' && (
        <ConfirmDialog
          open
          title={t('publicForms.replaceNamed', { form: open.form.title })}
          description={t('publicForms.replaceHelp')}
          action={t('publicForms.replace')}
          onConfirm={() => void attempt(() => replaceFormAddress(open.form.id))}
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('publicForms.deleteNamed', { form: open.form.title })}
          description={t('publicForms.deleteHelp')}
          action={t('publicForms.delete')}
          onConfirm={() => void attempt(() => deleteForm(open.form.id))}
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  form: PublicForm;
  onOpen: (what: 'edit' | 'delete' | 'replace') => void;
}

function Row({ form, onOpen }: RowProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const number = new Intl.NumberFormat(locale);
  const object = form.object == null ? '–' : (model.object(form.object)?.label ?? form.object);
  const copy = async () => {
    await navigator.clipboard.writeText(form.address);
    toast(t('publicForms.copied'));
  };
  return (
    <li className={list.row}>
      <div className={page.words}>
        <span className={page.name}>
          {form.title}{' '}
          <Badge color={form.state === 'open' ? 'green' : 'gray'}>
            {t(`publicForms.states.${form.state}`)}
          </Badge>
        </span>
        <a className={styles.address} href={form.address} target="_blank" rel="noreferrer">
          {form.address}
        </a>
        <span className={list.muted}>
          {t('publicForms.about', {
            object,
            answers: number.format(form.answers ?? 0),
            notTaken: number.format(form.notTaken ?? 0),
          })}
          {form.lastAnswerAt &&
            ` · ${t('publicForms.last', { at: formatMoment(form.lastAnswerAt, locale) })}`}
        </span>
      </div>
      <div className={styles.bar}>
        <Button size="sm" icon={<Copy />} onClick={() => void copy()}>
          <span className={page.buttonText}>{t('publicForms.copy')}</span>
        </Button>
        <Menu
          align="end"
          trigger={
            <IconButton size="sm" label={t('publicForms.actions', { form: form.title })}>
              <Ellipsis />
            </IconButton>
          }
        >
          {form.object != null && (
            <MenuItem icon={<Pencil />} onSelect={() => onOpen('edit')}>
              {t('publicForms.edit')}
            </MenuItem>
          )}
          <MenuItem icon={<RefreshCw />} onSelect={() => onOpen('replace')}>
            {t('publicForms.replace')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={() => onOpen('delete')}>
            {t('publicForms.delete')}
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}
