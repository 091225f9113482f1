import { useParams } from 'react-router';
import { useText } from '@/shared/i18n';
import { FailureState } from '@/shared/ui/States';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { useObject } from '@/views/AppContext';
import { PageHeader } from '@/views/PageHeader';
import { ObjectList } from './ObjectList';

/** The records of an object, with one of them open beside the list if the address says so. */
export default function ListPage() {
  const t = useText();
  const object = useObject(useParams()['object']);
  if (!object) {
    return (
      <>
        <PageHeader title={t('notFound.title')} />
        <FailureState
          kind="notFound"
          title={t('notFound.title')}
          detail={t('notFound.object')}
          actions={<ButtonLink to="/">{t('notFound.back')}</ButtonLink>}
        />
      </>
    );
  }
  // Another object is another list: nothing of the old one is to linger.
  return <ObjectList key={object.name} object={object} />;
}
