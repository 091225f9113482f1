interface Element {
  scope?: unknown;
  elements?: unknown;
}

/** The names of the fields that a UI schema shows, in its order. */
export function layoutFields(uiSchema: unknown): string[] {
  if (typeof uiSchema !== 'object' || uiSchema === null) {
    return [];
  }
  const { scope, elements } = uiSchema as Element;
  const own = typeof scope === 'string' ? [scope.split('/').at(-1) ?? ''] : [];
  const inner = Array.isArray(elements) ? elements.flatMap(layoutFields) : [];
  return [...own, ...inner];
}
