import { createContext, use } from 'react';
import type { Me } from '@/api/types';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';

/** What every page behind the sign-in stands on. */
export interface App {
  me: Me;
  model: TenantModel;
}

const Context = createContext<App | null>(null);

export const AppProvider = Context;

export function useApp(): App {
  const app = use(Context);
  if (!app) {
    throw new Error('this page needs somebody to be signed in');
  }
  return app;
}

/** The object of an address; undefined when the tenant has none of that name. */
export function useObject(name: string | undefined): ObjectDefinition | undefined {
  return useApp().model.object(name ?? '');
}
