import { changeTenant } from '@/api/tenant';
import type { TenantPatch } from '@/api/types';
import { useSubmit } from '@/views/useSubmit';

/** Saves some of the settings, and says what was refused at which place. */
export function useSaving(places: readonly string[], onSaved: () => Promise<void>) {
  const { run, ...shown } = useSubmit(places);
  const saved = (work: () => Promise<unknown>) =>
    run(async () => {
      await work();
      await onSaved();
    });
  return {
    ...shown,
    run: saved,
    save: (patch: TenantPatch) => saved(() => changeTenant(patch)),
  };
}
