import { useStored } from '@/shared/lib/stored';

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const NONE: string[] = [];

/** The objects somebody wants at hand, kept in this browser. */
export function useFavourites(tenant: string) {
  const [names, set] = useStored(`favourites.${tenant}`, isList, NONE);
  return {
    names,
    toggle(name: string) {
      set(names.includes(name) ? names.filter((other) => other !== name) : [...names, name]);
    },
  };
}
