import { Bell, Database, Globe, KeyRound, Mail, Paperclip, UserCog } from 'lucide-react';
import { labelOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { useApp } from '@/views/AppContext';
import type { Grant } from './capabilities';
import styles from './Plugins.module.css';

const ICONS = {
  records: Database,
  http: Globe,
  secrets: KeyRound,
  events: Bell,
  files: Paperclip,
  email: Mail,
  runAs: UserCog,
};

const OPERATIONS = ['read', 'create', 'update', 'delete'] as const;

/** What a plugin may do, in words. */
export function CapabilityList({ grants }: { grants: readonly Grant[] }) {
  const t = useText();
  if (grants.length === 0) {
    return <p className={styles.muted}>{t('plugins.capability.none')}</p>;
  }
  return (
    <ul className={styles.grants}>
      {grants.map((grant, i) => {
        const Icon = ICONS[grant.kind];
        return (
          <li key={i}>
            <Icon />
            <span>
              <GrantText grant={grant} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function GrantText({ grant }: { grant: Grant }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  switch (grant.kind) {
    case 'records': {
      const object = model.object(grant.object);
      const operations = OPERATIONS.filter((one) => grant.operations.includes(one)).map((one) =>
        t(`plugins.capability.operation.${one}`),
      );
      const list = new Intl.ListFormat(locale).format(operations);
      return t('plugins.capability.records', {
        operations: list,
        object: object ? labelOf(object, locale) : grant.object,
      });
    }
    case 'email':
    case 'runAs':
      return t(`plugins.capability.${grant.kind}`);
    default:
      return t(`plugins.capability.${grant.kind}`, { what: grant.what });
  }
}
