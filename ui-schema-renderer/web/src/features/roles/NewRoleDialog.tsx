import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { createRole } from '@/api/roles';
import { suggestName } from '@/schema/names';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { placeErrors } from '@/features/designer/draft/errors';
import { RejectionNotice, useErrorText } from '@/features/designer/RejectionNotice';
import { useChange } from '@/features/designer/useChange';
import { FormDialog } from '@/shared/ui/FormDialog';
import { rolePath } from '@/views/paths';
import styles from './Roles.module.css';

const PLACES = ['/name', '/label', '/description'];

interface NewRoleDialogProps {
  taken: readonly string[];
  onClose: () => void;
}

/** Makes a role that allows nothing, and goes on to what it allows. */
export function NewRoleDialog({ taken, onClose }: NewRoleDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [label, setLabel] = useState('');
  const [typedName, setTypedName] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLFormElement>(null);
  const name = typedName ?? suggestName(label, taken);
  const body = {
    name: name.trim(),
    label: label.trim(),
    ...(description.trim() && { description: description.trim() }),
  };
  const errors = placeErrors(rejection, body, PLACES);
  const textAt = useErrorText(errors);
  const nameError = errors.at('/name')?.code;

  const make = async () => {
    if (await submit(body, () => createRole(body))) {
      await client.invalidateQueries({ queryKey: ['roles'], exact: true });
      toast(t('roles.made', { role: body.label }));
      void navigate(rolePath(body.name));
    } else {
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <FormDialog
      title={t('roles.add')}
      description={t('roles.addHelp')}
      action={t('roles.create')}
      busy={busy}
      form={form}
      onSubmit={make}
      onClose={onClose}
    >
      <RejectionNotice rejection={rejection} errors={errors} />
      <FieldFrame
        label={t('roles.label')}
        help={t('roles.labelHelp')}
        required
        error={textAt('/label')}
      >
        <TextInput autoFocus maxLength={200} value={label} onChange={setLabel} />
      </FieldFrame>
      <FieldFrame
        label={t('roles.name')}
        help={t('roles.nameHelp')}
        required
        error={
          nameError === 'not_unique'
            ? t('roles.nameTaken')
            : nameError === 'invalid_name'
              ? t('roles.nameWrong')
              : textAt('/name')
        }
      >
        <TextInput
          className={styles.mono}
          spellCheck={false}
          autoCapitalize="off"
          maxLength={63}
          value={name}
          onChange={setTypedName}
        />
      </FieldFrame>
      <FieldFrame label={t('roles.description')} error={textAt('/description')}>
        <TextArea rows={2} maxLength={1000} value={description} onChange={setDescription} />
      </FieldFrame>
    </FormDialog>
  );
}
