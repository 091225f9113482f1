import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from './Button';
import styles from './Toasts.module.css';

interface ToastData {
  kind: 'done' | 'failed';
  undo?: () => void;
}

const manager = Base.createToastManager<ToastData>();

/** Long enough to read it and to think better of it. */
const WITH_UNDO = 10_000;
const PLAIN = 4_000;

/** Says that something was done, and offers to undo it where that is possible. */
export function toast(title: string, undo?: () => void): void {
  manager.add({
    title,
    timeout: undo ? WITH_UNDO : PLAIN,
    data: { kind: 'done', ...(undo && { undo }) },
  });
}

/** Says that something failed, and why. */
export function toastError(title: string, description?: string): void {
  manager.add({
    title,
    timeout: 8_000,
    priority: 'high',
    data: { kind: 'failed' },
    ...(description && { description }),
  });
}

export function Toasts() {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const t = useText();
  const { toasts } = Base.useToastManager<ToastData>();
  return toasts.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      className={styles.toast}
      swipeDirection={['right', 'down']}
    >
      <Base.Content className={styles.content}>
        {item.data?.kind === 'failed' ? (
          <CircleAlert className={styles.failed} />
        ) : (
          <CircleCheck className={styles.done} />
        )}
        <div className={styles.text}>
          <Base.Title className={styles.title} />
          <Base.Description className={styles.description} />
        </div>
        {item.data?.undo && (
          <Button
            size="sm"
            onClick={() => {
              item.data?.undo?.();
              manager.close(item.id);
            }}
          >
            {t('common.undo')}
          </Button>
        )}
        <Base.Close render={<IconButton label={t('common.dismiss')} size="sm" />}>
          <X />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
