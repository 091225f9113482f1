import { useQuery } from '@tanstack/react-query';
import { listPasskeys } from '@/api/passkeys';

/** The passkeys of the person. */
export function usePasskeys() {
  return useQuery({
    queryKey: ['security', 'passkeys'],
    queryFn: ({ signal }) => listPasskeys(signal),
  });
}
