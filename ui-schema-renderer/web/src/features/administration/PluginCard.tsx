import { useQueryClient } from '@tanstack/react-query';
import { Ellipsis, ScrollText, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { switchPlugin, type Plugin } from '@/api/plugins';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { IconButton } from '@/shared/ui/Button';
import { Switch } from '@/shared/ui/Checkbox';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { Notice } from '@/shared/ui/States';
import { useTellProblem } from '@/views/useTellProblem';
import { grantsOf } from './capabilities';
import { CapabilityList } from './CapabilityList';
import styles from './Plugins.module.css';

interface PluginCardProps {
  plugin: Plugin;
  onLog: () => void;
  onUninstall: () => void;
}

const COLORS = { enabled: 'green', disabled: 'gray', suspended: 'red' };

export function PluginCard({ plugin, onLog, onUninstall }: PluginCardProps) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const isOn = plugin.state === 'enabled';

  const turn = async (on: boolean) => {
    setBusy(true);
    try {
      await switchPlugin(plugin.id, on ? 'enable' : 'disable');
      await client.invalidateQueries({ queryKey: ['plugins'] });
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };

  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <ObjectIcon name="blocks" of={plugin.id} size={36} />
        <div className={styles.words}>
          <h2 className={styles.name}>
            {plugin.name}
            <Badge color={COLORS[plugin.state]} dot>
              {t(`plugins.state.${plugin.state}`)}
            </Badge>
          </h2>
          <span className={styles.muted}>
            {t('plugins.version', { version: plugin.version })} · <code>{plugin.id}</code>
          </span>
        </div>
        <Switch
          checked={isOn}
          disabled={busy}
          label={t('plugins.switch', { plugin: plugin.name })}
          onChange={(on) => void turn(on)}
        />
        <Menu
          align="end"
          trigger={
            <IconButton size="sm" label={t('plugins.more', { plugin: plugin.name })}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<ScrollText />} onSelect={onLog}>
            {t('plugins.log')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={onUninstall}>
            {t('plugins.uninstall')}
          </MenuItem>
        </Menu>
      </div>
      {plugin.description && <p className={styles.description}>{plugin.description}</p>}
      {plugin.state === 'suspended' && (
        <Notice kind="danger">
          {t('plugins.suspended')} {plugin.stateReason}
        </Notice>
      )}
      {plugin.state === 'disabled' && <p className={styles.muted}>{t('plugins.disabledHelp')}</p>}
      <div className={styles.may}>
        <h3 className={styles.small}>{t('plugins.may')}</h3>
        <CapabilityList grants={grantsOf(plugin.capabilities)} />
      </div>
      <p className={styles.muted}>
        {t('plugins.installedAt', { when: formatMoment(plugin.installedAt, locale) })}
      </p>
    </li>
  );
}
