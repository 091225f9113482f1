import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { changeProvider, createProvider, type IdentityProvider } from '@/api/providers';
import { RoleChoice } from '@/features/administration/RoleChoice';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import { groupPatch, groupText, readGroups } from './groupText';
import styles from './Providers.module.css';

const PLACES = ['/name', '/issuer', '/clientId', '/clientSecret', '/scopes', '/roles'];

interface ProviderDialogProps {
  /** The provider to change; a new one is made where there is none. */
  stored?: IdentityProvider;
  onSaved: () => void;
  onClose: () => void;
}

/** Adds a provider, or changes one. */
export function ProviderDialog({ stored, onSaved, onClose }: ProviderDialogProps) {
  const t = useText();
  const [name, setName] = useState(stored?.name ?? '');
  const [issuer, setIssuer] = useState(stored?.issuer ?? '');
  const [clientId, setClientId] = useState(stored?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [scopes, setScopes] = useState(stored?.scopes.join(' ') ?? 'openid profile email');
  const [active, setActive] = useState(stored?.active ?? true);
  const [makesUsers, setMakesUsers] = useState(stored?.makesUsers ?? false);
  const [trustsEmail, setTrustsEmail] = useState(stored?.trustsEmail ?? false);
  const [roles, setRoles] = useState(stored?.roles ?? ['user']);
  const [claim, setClaim] = useState(stored?.groupsClaim ?? '');
  const [groups, setGroups] = useState(groupText(stored?.groupRoles ?? {}));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const read = readGroups(groups);

  const save = async () => {
    if (read === null) {
      return;
    }
    setBusy(true);
    setProblem(null);
    const said = {
      name: name.trim(),
      issuer: issuer.trim(),
      clientId: clientId.trim(),
      scopes: scopes.split(/\s+/).filter((scope) => scope !== ''),
      active,
      makesUsers,
      trustsEmail,
      roles,
      groupsClaim: claim.trim() === '' ? null : claim.trim(),
      ...(secret !== '' && { clientSecret: secret }),
    };
    try {
      if (stored) {
        await changeProvider(stored.id, {
          ...said,
          groupRoles: groupPatch(stored.groupRoles, read),
        });
      } else {
        await createProvider({ ...said, groupRoles: read });
      }
      onSaved();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={stored ? t('providers.edit') : t('providers.add')}
      size="lg"
      action={t('common.save')}
      busy={busy}
      disabled={name.trim() === '' || issuer.trim() === '' || clientId.trim() === ''}
      onSubmit={save}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      <FieldFrame
        label={t('providers.name')}
        required
        help={t('providers.nameHelp')}
        error={at('/name')}
      >
        <TextInput autoFocus maxLength={100} value={name} onChange={setName} />
      </FieldFrame>
      <FieldFrame
        label={t('providers.issuer')}
        required
        help={t('providers.issuerHelp')}
        error={at('/issuer')}
      >
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          placeholder="https://login.example.com"
          value={issuer}
          onChange={setIssuer}
        />
      </FieldFrame>
      <FieldFrame label={t('providers.clientId')} required error={at('/clientId')}>
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          value={clientId}
          onChange={setClientId}
        />
      </FieldFrame>
      <FieldFrame
        label={t('providers.secret')}
        help={stored?.hasSecret ? t('providers.secretKept') : t('providers.secretHelp')}
        error={at('/clientSecret')}
      >
        <TextInput type="password" autoComplete="off" value={secret} onChange={setSecret} />
      </FieldFrame>
      <FieldFrame label={t('providers.scopes')} error={at('/scopes')}>
        <TextInput spellCheck={false} autoCapitalize="off" value={scopes} onChange={setScopes} />
      </FieldFrame>
      <div className={styles.checks}>
        <Checkbox checked={active} onChange={setActive}>
          {t('providers.active')}
        </Checkbox>
        <Checkbox checked={makesUsers} onChange={setMakesUsers}>
          {t('providers.makesUsers')}
        </Checkbox>
        <Checkbox checked={trustsEmail} onChange={setTrustsEmail}>
          {t('providers.trustsEmail')}
        </Checkbox>
      </div>
      {makesUsers && <RoleChoice chosen={roles} error={at('/roles')} onChange={setRoles} />}
      <FieldFrame label={t('providers.groupsClaim')} help={t('providers.groupsClaimHelp')}>
        <TextInput spellCheck={false} autoCapitalize="off" value={claim} onChange={setClaim} />
      </FieldFrame>
      {claim.trim() !== '' && (
        <FieldFrame
          label={t('providers.groupRoles')}
          help={t('providers.groupRolesHelp')}
          error={read === null ? t('providers.groupRolesWrong') : undefined}
        >
          <TextArea mono rows={4} spellCheck={false} value={groups} onChange={setGroups} />
        </FieldFrame>
      )}
    </FormDialog>
  );
}
