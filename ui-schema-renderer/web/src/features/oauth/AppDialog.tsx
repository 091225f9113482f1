import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeApp, createApp, type MadeOAuthApp, type OAuthApp } from '@/api/oauth';
import { toProblem, type Problem } from '@/api/problem';
import { usersQuery } from '@/api/queries';
import { useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './OAuth.module.css';
import { isScope, SCOPES } from './scopes';

const NOBODY = 'nobody';
const PLACES = ['/name', '/jwks', '/redirectUris', '/scopes', '/serviceUser'];

/** The words of a text, whatever stands between them. */
function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** What is written as keys: a set, or what is no JSON, which the server refuses in its place. */
function keysOf(text: string): OAuthApp['jwks'] {
  try {
    return JSON.parse(text) as OAuthApp['jwks'];
  } catch {
    return { keys: [] };
  }
}

interface AppDialogProps {
  /** The app to change; a new one is made where there is none. */
  stored?: OAuthApp;
  onMade: (app: MadeOAuthApp) => void;
  onChanged: () => void;
  onClose: () => void;
}

/** Registers an app, or changes one. */
export function AppDialog({ stored, onMade, onChanged, onClose }: AppDialogProps) {
  const t = useText();
  const users = useQuery(usersQuery);
  const [name, setName] = useState(stored?.name ?? '');
  const [kind, setKind] = useState<'server' | 'device'>(
    stored?.confidential === false ? 'device' : 'server',
  );
  const [addresses, setAddresses] = useState(stored?.redirectUris.join('\n') ?? '');
  const [scopes, setScopes] = useState<string[]>(
    stored?.scopes.filter(isScope) ?? ['openid', 'profile', 'email'],
  );
  const [others, setOthers] = useState(
    stored?.scopes.filter((word) => !isScope(word)).join(' ') ?? '',
  );
  const [keys, setKeys] = useState(stored?.jwks ? JSON.stringify(stored.jwks, null, 2) : '');
  const [serviceUser, setServiceUser] = useState<string>(stored?.serviceUser ?? NOBODY);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, PLACES);

  const save = async () => {
    setBusy(true);
    setProblem(null);
    const said = {
      name: name.trim(),
      redirectUris: words(addresses),
      scopes: [...scopes, ...words(others)],
      ...(kind === 'server' && keys.trim() !== '' && { jwks: keysOf(keys) }),
      serviceUser: kind === 'device' || serviceUser === NOBODY ? null : serviceUser,
    };
    try {
      if (stored) {
        await changeApp(stored.id, said);
        onChanged();
      } else {
        onMade(await createApp({ ...said, confidential: kind === 'server' }));
      }
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <FormDialog
      title={stored ? t('oauth.edit') : t('oauth.add')}
      size="lg"
      action={stored ? t('common.save') : t('oauth.register')}
      busy={busy}
      disabled={name.trim() === ''}
      onSubmit={save}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      <FieldFrame label={t('oauth.name')} required help={t('oauth.nameHelp')} error={at('/name')}>
        <TextInput autoFocus maxLength={100} value={name} onChange={setName} />
      </FieldFrame>
      {!stored && (
        <FieldFrame label={t('oauth.kind')} help={t(`oauth.kindHelp.${kind}`)}>
          <Select
            value={kind}
            options={(['server', 'device'] as const).map((value) => ({
              value,
              label: t(`oauth.kinds.${value}`),
            }))}
            onChange={setKind}
          />
        </FieldFrame>
      )}
      {kind === 'server' && (
        <FieldFrame
          label={t('oauth.keys')}
          help={t('oauth.keysHelp')}
          error={at('/jwks') && t('oauth.keysWrong')}
        >
          <TextArea mono rows={3} spellCheck={false} value={keys} onChange={setKeys} />
        </FieldFrame>
      )}
      <FieldFrame
        label={t('oauth.addresses')}
        help={t('oauth.addressesHelp')}
        error={at('/redirectUris') && t('oauth.addressesWrong')}
      >
        <TextArea mono rows={3} spellCheck={false} value={addresses} onChange={setAddresses} />
      </FieldFrame>
      <fieldset className={styles.checks}>
        <legend>{t('oauth.scopes')}</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            checked={scopes.includes(scope)}
            onChange={(checked) => setScopes(withItem(scopes, scope, checked))}
          >
            {t(`oauth.scope.${scope}`)}
          </Checkbox>
        ))}
      </fieldset>
      <FieldFrame
        label={t('oauth.otherScopes')}
        help={t('oauth.otherScopesHelp')}
        error={at('/scopes') && t('oauth.scopesWrong')}
      >
        <TextInput
          className={styles.mono}
          spellCheck={false}
          autoCapitalize="off"
          value={others}
          onChange={setOthers}
        />
      </FieldFrame>
      {kind === 'server' && (
        <FieldFrame
          label={t('oauth.serviceUser')}
          help={t('oauth.serviceUserHelp')}
          error={at('/serviceUser')}
        >
          <Select
            value={serviceUser}
            options={[
              { value: NOBODY, label: t('oauth.noServiceUser') },
              ...(users.data ?? [])
                .filter((user) => user.active || user.id === serviceUser)
                .map((user) => ({ value: user.id, label: `${user.name} (${user.email})` })),
            ]}
            onChange={setServiceUser}
          />
        </FieldFrame>
      )}
    </FormDialog>
  );
}
