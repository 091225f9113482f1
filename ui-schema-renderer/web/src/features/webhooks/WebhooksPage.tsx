import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Ellipsis,
  KeyRound,
  List,
  Pencil,
  Plus,
  Send,
  Trash2,
  Webhook as Icon,
} from 'lucide-react';
import { useState } from 'react';
import {
  deleteWebhook,
  listWebhooks,
  pingWebhook,
  replaceWebhookSecret,
  type MadeWebhook,
  type Webhook,
} from '@/api/webhooks';
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
import { DeliveriesDialog } from './DeliveriesDialog';
import { WebhookDialog } from './WebhookDialog';
import { WebhookSecretDialog } from './WebhookSecretDialog';
import styles from './Webhooks.module.css';

type Open =
  | { what: 'new' }
  | { what: 'made'; webhook: MadeWebhook }
  | { what: 'edit' | 'delete' | 'replace' | 'deliveries'; webhook: Webhook };

/** The addresses of others that are told of changes. */
export default function WebhooksPage() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [open, setOpen] = useState<Open | null>(null);
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => listWebhooks(signal),
    enabled: me.permissions.users,
  });

  if (!me.permissions.users) {
    return <Forbidden title={t('webhooks.title')} />;
  }

  const close = () => setOpen(null);
  const attempt = async (work: () => Promise<void>) => {
    close();
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (error) {
      tell(error);
    }
  };
  const made = (webhook: MadeWebhook) => {
    setOpen({ what: 'made', webhook });
    void client.invalidateQueries({ queryKey: ['webhooks'] });
  };

  return (
    <>
      <PageHeader
        title={t('webhooks.title')}
        actions={
          <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ what: 'new' })}>
            <span className={page.buttonText}>{t('webhooks.add')}</span>
          </Button>
        }
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <p className={page.lead}>{t('webhooks.lead')}</p>
          {webhooks.error ? (
            <Failure error={webhooks.error} onRetry={() => void webhooks.refetch()} />
          ) : !webhooks.data ? (
            <SkeletonLines count={3} label={t('common.loading')} />
          ) : webhooks.data.length === 0 ? (
            <EmptyState icon={Icon} title={t('webhooks.none')} small>
              {t('webhooks.noneHelp')}
            </EmptyState>
          ) : (
            <ul className={list.list}>
              {webhooks.data.map((webhook) => (
                <Row
                  key={webhook.id}
                  webhook={webhook}
                  onOpen={(what) => setOpen({ what, webhook })}
                  onPing={() =>
                    void attempt(async () => {
                      await pingWebhook(webhook.id);
                      toast(t('webhooks.pinged'));
                      setOpen({ what: 'deliveries', webhook });
                    })
                  }
                />
              ))}
            </ul>
          )}
        </div>
      </div>
      {(open?.what === 'new' || open?.what === 'edit') && (
        <WebhookDialog
          {...(open.what === 'edit' && { stored: open.webhook })}
          onMade={made}
          onChanged={() => void attempt(() => Promise.resolve())}
          onClose={close}
        />
      )}
      {open?.what === 'made' && <WebhookSecretDialog webhook={open.webhook} onClose={close} />}
      {open?.what === 'deliveries' && <DeliveriesDialog webhook={open.webhook} onClose={close} />}
      {open?.what === 'replace' && (
        <ConfirmDialog
          open
          title={t('webhooks.replaceNamed', { webhook: open.webhook.name })}
          description={t('webhooks.replaceHelp')}
          action={t('webhooks.replace')}
          onConfirm={() =>
            void attempt(async () => made(await replaceWebhookSecret(open.webhook.id)))
          }
          onClose={close}
        />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          open
          title={t('webhooks.deleteNamed', { webhook: open.webhook.name })}
          description={t('webhooks.deleteHelp')}
          action={t('webhooks.delete')}
          onConfirm={() =>
            void attempt(async () => {
              await deleteWebhook(open.webhook.id);
              toast(t('webhooks.deleted', { webhook: open.webhook.name }));
            })
          }
          onClose={close}
        />
      )}
    </>
  );
}

interface RowProps {
  webhook: Webhook;
  onOpen: (what: 'edit' | 'delete' | 'replace' | 'deliveries') => void;
  onPing: () => void;
}

function Row({ webhook, onOpen, onPing }: RowProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const objects =
    webhook.objects === null
      ? t('webhooks.allObjects')
      : webhook.objects.map((name) => model.object(name)?.label ?? name).join(', ');
  return (
    <li className={list.row}>
      <div className={page.words}>
        <span className={page.name}>
          {webhook.name} {!webhook.active && <Badge>{t('webhooks.off')}</Badge>}
        </span>
        <span className={list.mono}>{webhook.url}</span>
        <span className={list.muted}>
          {t('webhooks.about', { objects, maker: webhook.maker.name ?? '–' })}
        </span>
        {webhook.stopped !== null && (
          <span className={styles.error}>{t(`webhooks.stopped.${webhook.stopped}`)}</span>
        )}
        {webhook.active && webhook.failingSince !== null && (
          <span className={styles.error}>
            {t('webhooks.failing', { when: formatMoment(webhook.failingSince, locale) })}
          </span>
        )}
      </div>
      <div className={styles.bar}>
        <Button size="sm" icon={<List />} onClick={() => onOpen('deliveries')}>
          <span className={page.buttonText}>{t('webhooks.deliveries')}</span>
        </Button>
        <Menu
          align="end"
          trigger={
            <IconButton size="sm" label={t('webhooks.actions', { webhook: webhook.name })}>
              <Ellipsis />
            </IconButton>
          }
        >
          {webhook.active && (
            <MenuItem icon={<Send />} onSelect={onPing}>
              {t('webhooks.ping')}
            </MenuItem>
          )}
          <MenuItem icon={<Pencil />} onSelect={() => onOpen('edit')}>
            {t('webhooks.edit')}
          </MenuItem>
          <MenuItem icon={<KeyRound />} onSelect={() => onOpen('replace')}>
            {t('webhooks.replace')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={() => onOpen('delete')}>
            {t('webhooks.delete')}
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}
