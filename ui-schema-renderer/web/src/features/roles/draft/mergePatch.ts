/**
 * JSON merge patches (RFC 7396): what is different between two states of something that has no
 * nulls and no lists in it, and what becomes of a third one by it.
 */
export type Patch = { [key: string]: unknown };

/** The keys that lead to a place. */
export type Path = readonly string[];

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What makes the one state of the other. */
export function patchOf(before: object, after: object): Patch {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const patch: Patch = {};
  for (const key of Object.keys(old)) {
    if (now[key] === undefined && old[key] !== undefined) {
      patch[key] = null;
    }
  }
  for (const [key, value] of Object.entries(now)) {
    const earlier = old[key];
    if (value === undefined || value === earlier) {
      continue;
    }
    if (isTree(value) && isTree(earlier)) {
      const inner = patchOf(earlier, value);
      if (!isEmpty(inner)) {
        patch[key] = inner;
      }
    } else {
      patch[key] = value;
    }
  }
  return patch;
}

export function isEmpty(patch: Patch): boolean {
  return Object.keys(patch).length === 0;
}

/** A state with a patch applied. What the patch does not touch stays the very same. */
export function patched<T extends object>(state: T, patch: Patch): T {
  const result = new Map<string, unknown>(Object.entries(state));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      result.delete(key);
    } else if (isTree(value)) {
      const earlier = result.get(key);
      result.set(key, patched(isTree(earlier) ? earlier : {}, value));
    } else {
      result.set(key, value);
    }
  }
  return Object.fromEntries(result) as T;
}

function leaves(patch: Patch, at: Path = []): Map<string, Path> {
  const found = new Map<string, Path>();
  for (const [key, value] of Object.entries(patch)) {
    const path = [...at, key];
    if (isTree(value) && !isEmpty(value)) {
      leaves(value, path).forEach((leaf, text) => found.set(text, leaf));
    } else {
      found.set(path.join('/'), path);
    }
  }
  return found;
}

function valueAt(state: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), state);
}

function without(patch: Patch, path: Path): Patch {
  const [key = '', ...rest] = path;
  const { [key]: inner, ...others } = patch;
  return rest.length > 0 && isTree(inner) ? { ...others, [key]: without(inner, rest) } : others;
}

/** A patch that makes a value of what is at a place. */
function putting(path: Path, value: unknown): Patch {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Patch;
}

/**
 * Where two patches of the same state are at odds: both change the place, and not to the same; or
 * the one takes away what the other changes something in.
 */
export function clashes(mine: Patch, theirs: Patch): readonly Path[] {
  const [own, other] = [leaves(mine), leaves(theirs)];
  const found = new Map<string, Path>();
  const look = (path: Path) => {
    for (let length = 1; length <= path.length; length++) {
      const place = path.slice(0, length);
      const text = place.join('/');
      const isLeaf = own.has(text) || other.has(text);
      const [my, their] = [valueAt(mine, place), valueAt(theirs, place)];
      const differs = my !== undefined && their !== undefined && my !== their;
      if (isLeaf && differs && JSON.stringify(my) !== JSON.stringify(their)) {
        found.set(text, place);
        return;
      }
    }
  };
  own.forEach(look);
  other.forEach(look);
  return [...found.values()];
}

/**
 * What two people made of the same state, put together. Where they are at odds, one of them has
 * the last word.
 */
export function merged<T extends object>(
  base: T,
  mine: T,
  theirs: T,
  lastWord: 'mine' | 'theirs',
): T {
  const own = patchOf(base, mine);
  const places = clashes(own, patchOf(base, theirs));
  const together = patched(theirs, places.reduce(without, own));
  return lastWord === 'theirs'
    ? together
    : places.reduce(
        (state, place) =>
          patched(
            patched(state, putting(place, null)),
            putting(place, valueAt(mine, place) ?? null),
          ),
        together,
      );
}
