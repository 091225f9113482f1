import { useQuery } from '@tanstack/react-query';
import { ImageUp, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { uploadFile } from '@/api/files';
import { logoQuery } from '@/api/queries';
import { changeTenant } from '@/api/tenant';
import type { Tenant } from '@/api/types';
import styles from '@/features/security/Security.module.css';
import { useText } from '@/shared/i18n';
import { contrast, palette } from '@/shared/lib/brand';
import { BlobImage } from '@/shared/ui/BlobImage';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import brand from './Brand.module.css';
import { useSaving } from './useSaving';

const PLACES = ['/brand/accent', '/brand/logo'];
const COLOR = /^#[0-9a-f]{6}$/i;
/** The accent that stands in for one that was not chosen yet. */
const FIRST = '#4f5bd5';

interface SectionProps {
  tenant: Tenant;
  onSaved: () => Promise<void>;
}

/** How the workspace looks to those who work in it. */
export function BrandSection({ tenant, onSaved }: SectionProps) {
  const t = useText();
  const [accent, setAccent] = useState(tenant.brand.accent ?? '');
  const { busy, problem, at, save, run } = useSaving(PLACES, onSaved);
  const upload = (file: File) =>
    run(async () => {
      const { id } = await uploadFile(file, () => undefined).done;
      await changeTenant({ brand: { logo: id } });
    });
  return (
    <section className={styles.section} aria-labelledby="settings-brand">
      <div className={styles.head}>
        <h2 id="settings-brand">{t('settings.brand')}</h2>
      </div>
      {problem && <ProblemNotice error={problem} />}
      <LogoField
        logo={tenant.brand.logo}
        error={at('/brand/logo')}
        busy={busy}
        onChoose={upload}
        onRemove={() => void save({ brand: { logo: null } })}
      />
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save({ brand: { accent: accent === '' ? null : accent } });
        }}
      >
        <FieldFrame
          label={t('settings.accent')}
          help={t('settings.accentHelp')}
          error={at('/brand/accent')}
        >
          <div className={brand.colour}>
            <input
              type="color"
              className={brand.picker}
              aria-label={t('fields.pickColor', { field: t('settings.accent') })}
              value={COLOR.test(accent) ? accent : FIRST}
              onChange={(event) => setAccent(event.target.value)}
            />
            <TextInput
              placeholder={FIRST}
              autoCapitalize="off"
              spellCheck={false}
              value={accent}
              onChange={(text) => setAccent(text.trim())}
            />
          </div>
        </FieldFrame>
        <Samples accent={accent} />
        <div className={brand.actions}>
          <Button type="submit" variant="primary" busy={busy}>
            {t('settings.save')}
          </Button>
          {accent !== '' && (
            <Button variant="ghost" onClick={() => setAccent('')}>
              {t('settings.platformColour')}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}

/** What the accent comes to in both themes, before it is saved. */
function Samples({ accent }: { accent: string }) {
  const t = useText();
  if (!COLOR.test(accent) || contrast(accent, '#ffffff') < 4.5) {
    return null;
  }
  return (
    <div className={brand.samples} aria-hidden="true">
      {(['light', 'dark'] as const).map((theme) => {
        const colours = palette(accent, theme);
        return (
          <div key={theme} className={brand.sample} data-theme={theme}>
            <span className={brand.button} style={{ background: colours.accent }}>
              {t('settings.sample')}
            </span>
            <span style={{ color: colours['accent-text'] }}>{t(`user.${theme}`)}</span>
          </div>
        );
      })}
    </div>
  );
}

interface LogoFieldProps {
  logo: string | null;
  error: string | undefined;
  busy: boolean;
  onChoose: (file: File) => Promise<void>;
  onRemove: () => void;
}

function LogoField({ logo, error, busy, onChoose, onRemove }: LogoFieldProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <FieldFrame label={t('settings.logo')} help={t('settings.logoHelp')} error={error}>
      <div className={brand.logoRow}>
        {logo === null ? (
          <span className={brand.none}>{t('settings.noLogo')}</span>
        ) : (
          <LogoImage logo={logo} />
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept="image/png,image/jpeg,image/gif,image/webp"
          aria-label={t('settings.chooseLogo')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) {
              void onChoose(file);
            }
          }}
        />
        <Button icon={<ImageUp />} busy={busy} onClick={() => input.current?.click()}>
          {t('settings.chooseLogo')}
        </Button>
        {logo !== null && (
          <Button variant="ghost" icon={<Trash2 />} disabled={busy} onClick={onRemove}>
            {t('settings.removeLogo')}
          </Button>
        )}
      </div>
    </FieldFrame>
  );
}

function LogoImage({ logo }: { logo: string }) {
  const { data } = useQuery(logoQuery(logo));
  return data ? <BlobImage blob={data} className={brand.logo} /> : <span className={brand.logo} />;
}
