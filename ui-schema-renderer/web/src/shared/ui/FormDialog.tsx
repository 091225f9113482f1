import { useId, type ReactNode, type RefObject } from 'react';
import { useText } from '@/shared/i18n';
import { Button, type ButtonVariant } from './Button';
import { Dialog } from './Dialog';
import styles from './Dialog.module.css';

interface FormDialogProps {
  title: string;
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** What the button says that sends the form. */
  action: string;
  variant?: ButtonVariant;
  busy: boolean;
  /** Whether there is nothing to send yet. */
  disabled?: boolean;
  form?: RefObject<HTMLFormElement | null>;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that asks for something, and sends it by its button or the enter key. */
export function FormDialog({
  title,
  description,
  size = 'md',
  action,
  variant = 'primary',
  busy,
  disabled = false,
  form,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const t = useText();
  const id = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      size={size}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant={variant} type="submit" form={id} busy={busy} disabled={disabled}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
