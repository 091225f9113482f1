import { useInfiniteQuery } from '@tanstack/react-query';
import { RefreshCw, RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import { listDeliveries, replayDelivery, type Delivery, type Webhook } from '@/api/webhooks';
import page from '@/features/administration/Administration.module.css';
import list from '@/features/providers/Providers.module.css';
import { useLocale, useText, type Text } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Select } from '@/shared/ui/Select';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Webhooks.module.css';

const STATES = ['any', 'pending', 'delivered', 'failed', 'skipped'] as const;
const COLORS = { pending: 'amber', delivered: 'green', failed: 'red', skipped: 'gray' } as const;

/** How often what waits is looked at again. */
const REFRESH = 3000;

interface DeliveriesDialogProps {
  webhook: Webhook;
  onClose: () => void;
}

/** What a webhook was told, what waits, and what was given up. */
export function DeliveriesDialog({ webhook, onClose }: DeliveriesDialogProps) {
  const t = useText();
  const tell = useTellProblem();
  const [state, setState] = useState<(typeof STATES)[number]>('any');
  const deliveries = useInfiniteQuery({
    queryKey: ['webhooks', webhook.id, 'deliveries', state],
    queryFn: ({ signal, pageParam }) =>
      listDeliveries(
        webhook.id,
        { ...(state !== 'any' && { state }), ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.page.next ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.data.some((one) => one.state === 'pending') ? REFRESH : false,
  });
  const all = deliveries.data?.pages.flatMap((one) => one.data) ?? [];
  const replay = async (delivery: Delivery) => {
    try {
      await replayDelivery(webhook.id, delivery.id);
      toast(t('webhooks.replayed'));
      await deliveries.refetch();
    } catch (error) {
      tell(error);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('webhooks.deliveriesOf', { webhook: webhook.name })}
      size="lg"
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <div className={styles.pick}>
        <Select
          label={t('webhooks.filterStates')}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`webhooks.states.${value}`) }))}
          onChange={setState}
        />
        <IconButton label={t('webhooks.reload')} onClick={() => void deliveries.refetch()}>
          <RefreshCw />
        </IconButton>
      </div>
      {deliveries.error ? (
        <Failure error={deliveries.error} onRetry={() => void deliveries.refetch()} />
      ) : !deliveries.data ? (
        <SkeletonLines count={4} label={t('common.loading')} />
      ) : all.length === 0 ? (
        <EmptyState icon={Send} title={t('webhooks.noDeliveries')} small />
      ) : (
        <ul className={list.list}>
          {all.map((delivery) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              {...(webhook.active && { onReplay: () => void replay(delivery) })}
            />
          ))}
        </ul>
      )}
      {deliveries.hasNextPage && (
        <div>
          <Button
            busy={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            {t('webhooks.more')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Row({ delivery, onReplay }: { delivery: Delivery; onReplay?: () => void }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const object = delivery.object === null ? undefined : model.object(delivery.object);
  return (
    <li className={list.row}>
      <div className={page.words}>
        <span className={page.name}>
          {object && `${object.label}: `}
          {t(`webhooks.operation.${delivery.operation}`)}{' '}
          <Badge color={COLORS[delivery.state]}>{t(`webhooks.states.${delivery.state}`)}</Badge>
        </span>
        <span className={list.muted}>{figures(delivery, locale, t)}</span>
        {delivery.error !== null && (
          <span className={delivery.state === 'skipped' ? list.muted : styles.error}>
            {delivery.error}
          </span>
        )}
        {delivery.answer !== null && <code className={list.mono}>{delivery.answer}</code>}
      </div>
      {onReplay && (
        <IconButton size="sm" label={t('webhooks.replay')} onClick={onReplay}>
          <RotateCcw />
        </IconButton>
      )}
    </li>
  );
}

function figures(delivery: Delivery, locale: 'en' | 'ru', t: Text): string {
  const parts = [formatMoment(delivery.createdAt, locale)];
  if (delivery.attempts > 0) {
    parts.push(t('webhooks.attempts', { count: delivery.attempts }));
  }
  if (delivery.status !== null) {
    parts.push(t('webhooks.answered', { status: delivery.status, millis: delivery.millis ?? 0 }));
  }
  if (delivery.nextAttemptAt !== null) {
    parts.push(t('webhooks.next', { when: formatMoment(delivery.nextAttemptAt, locale) }));
  }
  return parts.join(' · ');
}
