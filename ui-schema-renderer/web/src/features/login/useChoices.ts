import { useQuery } from '@tanstack/react-query';
import { signInChoices, type SignInChoices } from '@/api/session';
import { useDebounced } from '@/shared/lib/hooks';

const USUAL: SignInChoices = { passwords: true, providers: [] };

/** How people come into a workspace, once its name has been typed. */
export function useChoices(tenant: string): SignInChoices {
  const typed = useDebounced(tenant, 300);
  const choices = useQuery({
    queryKey: ['choices', typed],
    queryFn: ({ signal }) => signInChoices(typed, signal),
    enabled: typed !== '',
    retry: false,
    staleTime: 60_000,
  });
  return typed === tenant ? (choices.data ?? USUAL) : USUAL;
}
