interface Element {
  scope?: unknown;
  elements?: unknown;
  options?: unknown;
}

/** The condition on which an element of a UI schema is shown; nothing if it always is. */
export function conditionOf(element: object): unknown {
  const { options } = element as Element;
  return typeof options === 'object' && options !== null && 'visibleWhen' in options
    ? options.visibleWhen
    : undefined;
}

/**
 * The names of the fields that a UI schema shows, in its order.
 *
 * @param shows whether what has a condition is shown
 */
export function layoutFields(uiSchema: unknown, shows: (condition: unknown) => boolean): string[] {
  if (typeof uiSchema !== 'object' || uiSchema === null || !shows(conditionOf(uiSchema))) {
    return [];
  }
  const { scope, elements } = uiSchema as Element;
  const own = typeof scope === 'string' ? [scope.split('/').at(-1) ?? ''] : [];
  const inner = Array.isArray(elements)
    ? elements.flatMap((element) => layoutFields(element, shows))
    : [];
  return [...own, ...inner];
}
