import { Plus, Shapes, Star } from 'lucide-react';
import { Link } from 'react-router';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { formatDecimal } from '@/shared/lib/decimal';
import { Button, IconButton } from '@/shared/ui/Button';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { Tooltip } from '@/shared/ui/Tooltip';
import { useApp } from '@/views/AppContext';
import { useFavourites } from '@/views/favourites';
import { PageHeader } from '@/views/PageHeader';
import { designerPath } from '@/views/paths';
import styles from './List.module.css';

interface ListHeaderProps {
  object: ObjectDefinition;
  total: number | undefined;
  onCreate: () => void;
}

export function ListHeader({ object, total, onCreate }: ListHeaderProps) {
  const t = useText();
  const locale = useLocale();
  const { me } = useApp();
  const favourites = useFavourites(me.tenant.slug);
  const isFavourite = favourites.names.includes(object.name);
  return (
    <PageHeader
      icon={<ObjectIcon name={object.icon} of={object.name} size={24} />}
      title={pluralOf(object, locale)}
      aside={
        <>
          <IconButton
            size="sm"
            label={isFavourite ? t('list.unfavourite') : t('list.favourite')}
            pressed={isFavourite}
            className={styles.star}
            onClick={() => favourites.toggle(object.name)}
          >
            <Star />
          </IconButton>
          {total !== undefined && (
            <span className={styles.count} role="status">
              {t('list.count', { count: total, shown: formatDecimal(String(total), locale) })}
            </span>
          )}
        </>
      }
      actions={
        <>
          {me.permissions.metadata && (
            <Tooltip content={t('list.design')}>
              <Link
                to={designerPath(object.name)}
                className={styles.design}
                aria-label={t('list.design')}
              >
                <Shapes />
              </Link>
            </Tooltip>
          )}
          <Button variant="primary" icon={<Plus />} onClick={onCreate}>
            {t('list.new')}
          </Button>
        </>
      }
    />
  );
}
