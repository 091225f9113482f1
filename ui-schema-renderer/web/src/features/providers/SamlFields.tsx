import type { IdentityProvider } from '@/api/providers';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { certificatesOf, certificateText } from './certificateText';

export const SAML_PLACES = [
  '/metadata',
  '/issuer',
  '/signInUrl',
  '/certificates',
  '/emailAttribute',
  '/nameAttribute',
];

/** What is typed of a provider that speaks SAML: its document, or what is in it. */
export interface SamlSaid {
  metadata: string;
  issuer: string;
  signInUrl: string;
  certificates: string;
  emailAttribute: string;
  nameAttribute: string;
}

export function samlOf(stored?: IdentityProvider): SamlSaid {
  return {
    metadata: '',
    issuer: stored?.issuer ?? '',
    signInUrl: stored?.signInUrl ?? '',
    certificates: certificateText(stored?.certificates ?? []),
    emailAttribute: stored?.emailAttribute ?? '',
    nameAttribute: stored?.nameAttribute ?? '',
  };
}

export function isEmptySaml(said: SamlSaid): boolean {
  const typed = [said.issuer, said.signInUrl, said.certificates];
  return said.metadata.trim() === '' && typed.some((text) => text.trim() === '');
}

export function saidOfSaml(said: SamlSaid) {
  const named = {
    emailAttribute: said.emailAttribute.trim() || null,
    nameAttribute: said.nameAttribute.trim() || null,
  };
  return said.metadata.trim() !== ''
    ? { ...named, metadata: said.metadata.trim() }
    : {
        ...named,
        issuer: said.issuer.trim(),
        signInUrl: said.signInUrl.trim(),
        certificates: certificatesOf(said.certificates),
      };
}

interface SamlFieldsProps {
  said: SamlSaid;
  at: (place: string) => string | undefined;
  onChange: (said: SamlSaid) => void;
}

export function SamlFields({ said, at, onChange }: SamlFieldsProps) {
  const t = useText();
  const set = (name: keyof SamlSaid) => (value: string) => onChange({ ...said, [name]: value });
  const text = (name: keyof SamlSaid, placeholder = '') => (
    <TextInput
      spellCheck={false}
      autoCapitalize="off"
      placeholder={placeholder}
      value={said[name]}
      onChange={set(name)}
    />
  );
  const typed = said.metadata.trim() === '';
  return (
    <>
      <FieldFrame
        label={t('providers.metadata')}
        help={t('providers.metadataHelp')}
        error={at('/metadata')}
      >
        <TextArea
          mono
          rows={4}
          spellCheck={false}
          value={said.metadata}
          onChange={set('metadata')}
        />
      </FieldFrame>
      {typed && (
        <>
          <FieldFrame label={t('providers.entityId')} required error={at('/issuer')}>
            {text('issuer')}
          </FieldFrame>
          <FieldFrame
            label={t('providers.signInUrl')}
            required
            help={t('providers.signInUrlHelp')}
            error={at('/signInUrl')}
          >
            {text('signInUrl', 'https://login.example.com/saml')}
          </FieldFrame>
          <FieldFrame
            label={t('providers.certificates')}
            required
            help={t('providers.certificatesHelp')}
            error={at('/certificates')}
          >
            <TextArea
              mono
              rows={4}
              spellCheck={false}
              value={said.certificates}
              onChange={set('certificates')}
            />
          </FieldFrame>
        </>
      )}
      <FieldFrame
        label={t('providers.emailAttribute')}
        help={t('providers.attributeHelp')}
        error={at('/emailAttribute')}
      >
        {text('emailAttribute')}
      </FieldFrame>
      <FieldFrame
        label={t('providers.nameAttribute')}
        help={t('providers.attributeHelp')}
        error={at('/nameAttribute')}
      >
        {text('nameAttribute')}
      </FieldFrame>
    </>
  );
}
