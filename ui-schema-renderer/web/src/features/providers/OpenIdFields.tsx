import type { IdentityProvider } from '@/api/providers';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';

export const OPEN_ID_PLACES = ['/issuer', '/clientId', '/clientSecret', '/scopes'];

/** What is typed of a provider that speaks OpenID Connect. */
export interface OpenIdSaid {
  issuer: string;
  clientId: string;
  secret: string;
  scopes: string;
}

export function openIdOf(stored?: IdentityProvider): OpenIdSaid {
  return {
    issuer: stored?.issuer ?? '',
    clientId: stored?.clientId ?? '',
    secret: '',
    scopes: stored?.scopes?.join(' ') ?? 'openid profile email',
  };
}

export function isEmptyOpenId(said: OpenIdSaid): boolean {
  return said.issuer.trim() === '' || said.clientId.trim() === '';
}

export function saidOfOpenId(said: OpenIdSaid) {
  return {
    issuer: said.issuer.trim(),
    clientId: said.clientId.trim(),
    scopes: said.scopes.split(/\s+/).filter((scope) => scope !== ''),
    ...(said.secret !== '' && { clientSecret: said.secret }),
  };
}

interface OpenIdFieldsProps {
  said: OpenIdSaid;
  hasSecret: boolean;
  at: (place: string) => string | undefined;
  onChange: (said: OpenIdSaid) => void;
}

export function OpenIdFields({ said, hasSecret, at, onChange }: OpenIdFieldsProps) {
  const t = useText();
  const set = (name: keyof OpenIdSaid) => (value: string) => onChange({ ...said, [name]: value });
  return (
    <>
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
          value={said.issuer}
          onChange={set('issuer')}
        />
      </FieldFrame>
      <FieldFrame label={t('providers.clientId')} required error={at('/clientId')}>
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          value={said.clientId}
          onChange={set('clientId')}
        />
      </FieldFrame>
      <FieldFrame
        label={t('providers.secret')}
        help={hasSecret ? t('providers.secretKept') : t('providers.secretHelp')}
        error={at('/clientSecret')}
      >
        <TextInput
          type="password"
          autoComplete="off"
          value={said.secret}
          onChange={set('secret')}
        />
      </FieldFrame>
      <FieldFrame label={t('providers.scopes')} error={at('/scopes')}>
        <TextInput
          spellCheck={false}
          autoCapitalize="off"
          value={said.scopes}
          onChange={set('scopes')}
        />
      </FieldFrame>
    </>
  );
}
