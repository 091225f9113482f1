import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { changeProvider, createProvider, type IdentityProvider } from '@/api/providers';
import { RoleChoice } from '@/features/administration/RoleChoice';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import { groupPatch, groupText, readGroups } from './groupText';
import {
  isEmptyOpenId,
  OPEN_ID_PLACES,
  OpenIdFields,
  openIdOf,
  saidOfOpenId,
} from './OpenIdFields';
import { isEmptySaml, SAML_PLACES, SamlFields, samlOf, saidOfSaml } from './SamlFields';
import styles from './Providers.module.css';

const PLACES = ['/name', '/roles', ...OPEN_ID_PLACES, ...SAML_PLACES];

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
  const [kind, setKind] = useState(stored?.kind ?? 'oidc');
  const [openId, setOpenId] = useState(openIdOf(stored));
  const [saml, setSaml] = useState(samlOf(stored));
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
      ...(kind === 'saml' ? saidOfSaml(saml) : saidOfOpenId(openId)),
      active,
      makesUsers,
      trustsEmail,
      roles,
      groupsClaim: claim.trim() === '' ? null : claim.trim(),
    };
    try {
      if (stored) {
        await changeProvider(stored.id, {
          ...said,
          groupRoles: groupPatch(stored.groupRoles, read),
        });
      } else {
        await createProvider({ ...said, kind, groupRoles: read });
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
      disabled={name.trim() === '' || (kind === 'saml' ? isEmptySaml(saml) : isEmptyOpenId(openId))}
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
      {!stored && (
        <FieldFrame label={t('providers.kind')}>
          <Select
            value={kind}
            options={[
              { value: 'oidc', label: 'OpenID Connect' },
              { value: 'saml', label: 'SAML 2.0' },
            ]}
            onChange={setKind}
          />
        </FieldFrame>
      )}
      {kind === 'saml' ? (
        <SamlFields said={saml} at={at} onChange={setSaml} />
      ) : (
        <OpenIdFields
          said={openId}
          hasSecret={stored?.hasSecret ?? false}
          at={at}
          onChange={setOpenId}
        />
      )}
      <div className={styles.checks}>
        <Checkbox checked={active} onChange={setActive}>
          {t('providers.active')}
        </Checkbox>
        <Checkbox checked={makesUsers} onChange={setMakesUsers}>
          {t('providers.makesUsers')}
        </Checkbox>
        <Checkbox checked={trustsEmail} onChange={setTrustsEmail}>
          {kind === 'saml' ? t('providers.trustsSamlEmail') : t('providers.trustsEmail')}
        </Checkbox>
      </div>
      {makesUsers && <RoleChoice chosen={roles} error={at('/roles')} onChange={setRoles} />}
      <FieldFrame
        label={kind === 'saml' ? t('providers.groupsAttribute') : t('providers.groupsClaim')}
        help={t('providers.groupsClaimHelp')}
      >
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
