import { ArrowLeft, ExternalLink, Shapes } from 'lucide-react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { IconButton } from '@/shared/ui/Button';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { EmptyState, Notice } from '@/shared/ui/States';
import { Tabs } from '@/shared/ui/Tabs';
import { useApp, useObject } from '@/views/AppContext';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { ObjectJobs } from '@/views/jobs/ObjectJobs';
import { listPath } from '@/views/paths';
import { useOwner, usePluginName } from '@/views/usePluginName';
import styles from './Designer.module.css';
import { countOptions } from './draft/optionsDraft';
import { OptionsTab } from './options/OptionsTab';
import { StorageTab } from './storage/StorageTab';
import { FieldsTab } from './tabs/FieldsTab';
import { LayoutsTab } from './tabs/LayoutsTab';
import { RulesTab } from './tabs/RulesTab';
import { SettingsTab } from './tabs/SettingsTab';
import { ValidationsTab } from './tabs/ValidationsTab';
import page from './ObjectPage.module.css';

const TABS = [
  'fields',
  'validations',
  'options',
  'layouts',
  'rules',
  'storage',
  'settings',
] as const;

type Tab = (typeof TABS)[number];

/** Everything that makes up an object, one tab for each kind of it. */
export default function ObjectPage() {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const { me } = useApp();
  const pluginName = usePluginName();
  const object = useObject(useParams()['object']);
  const [parameters, setParameters] = useSearchParams();
  const tab = TABS.find((one) => one === parameters.get('tab')) ?? 'fields';

  if (!me.permissions.metadata) {
    return <Forbidden title={t('designer.title')} />;
  }
  if (!object) {
    return (
      <>
        <PageHeader title={t('designer.title')} />
        <EmptyState
          icon={Shapes}
          title={t('designer.object.gone')}
          actions={<ButtonLink to="/designer">{t('designer.back')}</ButtonLink>}
        >
          {t('designer.object.goneHelp')}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        icon={<ObjectIcon name={object.icon} of={object.name} size={24} />}
        title={pluralOf(object, locale)}
        aside={object.plugin && <Badge color="purple">{pluginName(object.plugin)}</Badge>}
        before={
          <IconButton label={t('designer.back')} onClick={() => void navigate('/designer')}>
            <ArrowLeft />
          </IconButton>
        }
        actions={
          <ButtonLink to={listPath(object.name)} icon={<ExternalLink />}>
            <span className={styles.buttonText}>{t('designer.object.openList')}</span>
          </ButtonLink>
        }
      />
      <div className={page.tabs}>
        <Tabs<Tab>
          label={t('designer.tabs.label')}
          value={tab}
          onChange={(next) => setParameters({ tab: next }, { replace: true })}
          tabs={TABS.map((value) => ({
            value,
            label: t(`designer.tabs.${value}`),
            count: countOf(object, value),
            // Only what is seen is kept alive: a tab starts from the object as it is now.
            panel: value === tab && <Panel tab={value} object={object} />,
          }))}
        />
      </div>
    </>
  );
}

function countOf(object: ObjectDefinition, tab: Tab): number | undefined {
  return tab === 'settings' || tab === 'storage'
    ? undefined
    : tab === 'options'
      ? countOptions(object)
      : object[tab].length;
}

const PANELS = {
  fields: FieldsTab,
  validations: ValidationsTab,
  options: OptionsTab,
  layouts: LayoutsTab,
  rules: RulesTab,
  storage: StorageTab,
  settings: SettingsTab,
};

function Panel({ tab, object }: { tab: Tab; object: ObjectDefinition }) {
  const t = useText();
  const owner = useOwner(object);
  const Content = PANELS[tab];
  return (
    <div className={styles.page}>
      {owner !== null && (
        <Notice kind="info">{t('designer.object.ofPlugin', { plugin: owner })}</Notice>
      )}
      <ObjectJobs object={object} />
      <Content key={object.name} object={object} />
    </div>
  );
}
