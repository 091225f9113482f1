import { SearchX } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { EmptyState } from '@/shared/ui/States';
import { PageHeader } from '@/views/PageHeader';

export function NotFoundPage() {
  const t = useText();
  return (
    <>
      <PageHeader title={t('notFound.title')} />
      <EmptyState icon={SearchX} title={t('notFound.title')}>
        {t('notFound.page')}
      </EmptyState>
    </>
  );
}
