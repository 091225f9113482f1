/** Which roles groups of a provider give, as somebody types it: a line for each group. */

/** @returns the lines `group = role, role` */
export function groupText(groups: Record<string, string[]>): string {
  return Object.entries(groups)
    .map(([group, roles]) => `${group} = ${roles.join(', ')}`)
    .join('\n');
}

/** @returns null where a line is none */
export function readGroups(text: string): Record<string, string[]> | null {
  const groups: Record<string, string[]> = {};
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const at = line.lastIndexOf('=');
    const group = line.slice(0, at).trim();
    const roles = line
      .slice(at + 1)
      .split(',')
      .map((role) => role.trim())
      .filter((role) => role !== '');
    if (at < 0 || group === '' || roles.length === 0) {
      return null;
    }
    groups[group] = [...(groups[group] ?? []), ...roles];
  }
  return groups;
}

/** A merge patch that makes one out of the other. */
export function groupPatch(
  before: Record<string, string[]>,
  after: Record<string, string[]>,
): Record<string, string[] | null> {
  const gone = Object.keys(before).filter((group) => !Object.hasOwn(after, group));
  return { ...Object.fromEntries(gone.map((group) => [group, null])), ...after };
}
