import { useSearchParams } from 'react-router';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useEvent } from '@/shared/lib/hooks';

/** What is open beside a list: a record of it, a record of another object, or a new one. */
export interface PanelState {
  object: ObjectDefinition;
  id: string | null;
}

/** What is open beside a list, kept in the address, so that a link opens it again. */
export function usePanel(model: TenantModel, object: ObjectDefinition) {
  const [parameters, setParameters] = useSearchParams();

  const change = (next: { open?: string; new?: string }) =>
    setParameters(
      (old) => {
        const changed = new URLSearchParams(old);
        changed.delete('open');
        changed.delete('new');
        Object.entries(next).forEach(([name, value]) => changed.set(name, value));
        return changed;
      },
      { replace: parameters.has('open') || parameters.has('new') },
    );

  return {
    panel: read(model, object, parameters),
    open: useEvent((target: string, id: string) =>
      change({ open: target === object.name ? id : `${target}/${id}` }),
    ),
    create: useEvent(() => change({ new: '1' })),
    close: useEvent(() => {
      change({});
      // Back to the cell that one came from.
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('#content [role="grid"]')?.focus(),
      );
    }),
  };
}

function read(
  model: TenantModel,
  object: ObjectDefinition,
  parameters: URLSearchParams,
): PanelState | null {
  if (parameters.has('new')) {
    return { object, id: null };
  }
  const open = parameters.get('open');
  if (!open) {
    return null;
  }
  const slash = open.indexOf('/');
  if (slash < 0) {
    return { object, id: open };
  }
  const other = model.object(open.slice(0, slash));
  return other ? { object: other, id: open.slice(slash + 1) } : null;
}
