/** A list with an item, which then comes last, or without it. */
export function withItem<T>(list: readonly T[], item: T, has: boolean): T[] {
  const others = list.filter((other) => other !== item);
  return has ? [...others, item] : others;
}
