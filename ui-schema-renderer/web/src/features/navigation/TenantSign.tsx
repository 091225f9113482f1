import { useQuery } from '@tanstack/react-query';
import { logoQuery } from '@/api/queries';
import { BlobImage } from '@/shared/ui/BlobImage';
import styles from './UserMenu.module.css';

/** The workspace's logo; its name stands beside it. */
export default function TenantSign({ logo }: { logo: string }) {
  const { data } = useQuery(logoQuery(logo));
  return data ? (
    <BlobImage blob={data} className={styles.logo} />
  ) : (
    <span className={styles.logo} />
  );
}
