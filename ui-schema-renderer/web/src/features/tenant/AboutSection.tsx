import { useMemo, useState } from 'react';
import type { Tenant } from '@/api/types';
import styles from '@/features/security/Security.module.css';
import { LANGUAGES, useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSaving } from './useSaving';

const PLACES = ['/name', '/locale', '/timeZone', '/currency'];

interface SectionProps {
  tenant: Tenant;
  onSaved: () => Promise<void>;
}

/** What the workspace is called and where it is. */
export function AboutSection({ tenant, onSaved }: SectionProps) {
  const t = useText();
  const locale = useLocale();
  const [name, setName] = useState(tenant.name);
  const [language, setLanguage] = useState(tenant.locale);
  const [timeZone, setTimeZone] = useState(tenant.timeZone);
  const [currency, setCurrency] = useState(tenant.currency);
  const { busy, problem, at, save } = useSaving(PLACES, onSaved);
  const zones = useMemo(() => withCurrent(['UTC', ...supported('timeZone')], timeZone), [timeZone]);
  const currencies = useMemo(() => withCurrent(supported('currency'), currency), [currency]);
  const languages = withCurrent(LANGUAGES, tenant.locale);
  const languageNames = new Intl.DisplayNames(locale, { type: 'language' });
  const currencyNames = new Intl.DisplayNames(locale, { type: 'currency' });

  return (
    <section className={styles.section} aria-labelledby="settings-about">
      <div className={styles.head}>
        <h2 id="settings-about">{t('settings.about')}</h2>
      </div>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save({ name: name.trim(), locale: language, timeZone, currency });
        }}
      >
        {problem && <ProblemNotice error={problem} />}
        <FieldFrame label={t('settings.name')} required error={at('/name')}>
          <TextInput value={name} onChange={setName} />
        </FieldFrame>
        <FieldFrame label={t('settings.address')} help={t('settings.addressHelp')}>
          <TextInput value={tenant.slug} readOnly />
        </FieldFrame>
        <FieldFrame
          label={t('settings.language')}
          help={t('settings.languageHelp')}
          error={at('/locale')}
        >
          <Select
            value={language}
            options={languages.map((value) => ({
              value,
              label: languageNames.of(value) ?? value,
            }))}
            onChange={setLanguage}
          />
        </FieldFrame>
        <FieldFrame
          label={t('settings.timeZone')}
          help={t('settings.timeZoneHelp')}
          error={at('/timeZone')}
        >
          <Combobox
            items={zones}
            value={timeZone}
            onChange={(zone) => zone !== null && setTimeZone(zone)}
            keyOf={(zone) => zone}
            labelOf={(zone) => zone.replaceAll('_', ' ')}
          />
        </FieldFrame>
        <FieldFrame
          label={t('settings.currency')}
          help={t('settings.currencyHelp')}
          error={at('/currency')}
        >
          <Combobox
            items={currencies}
            value={currency}
            onChange={(code) => code !== null && setCurrency(code)}
            keyOf={(code) => code}
            labelOf={(code) => `${code} – ${currencyNames.of(code) ?? code}`}
          />
        </FieldFrame>
        <div>
          <Button type="submit" variant="primary" busy={busy}>
            {t('settings.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** What the browser knows of; with what is set, even if it does not know that. */
function supported(kind: 'timeZone' | 'currency'): string[] {
  return Intl.supportedValuesOf(kind);
}

function withCurrent(values: readonly string[], current: string): string[] {
  return values.includes(current) ? [...values] : [current, ...values];
}
