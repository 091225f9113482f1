import type { User } from '@/api/types';
import { withItem } from '@/shared/lib/lists';

/** A user as somebody is adding or changing one. */
export interface UserDraft {
  name: string;
  email: string;
  /** Empty to keep the one there is. */
  password: string;
  /** The names of the roles, in order. */
  roles: string[];
  /** Empty for the language of the workspace. */
  locale: string;
  /** The id of the manager; empty for none. */
  manager: string;
  groups: string[];
  /** One list of values a line, such as `regions: north, east`. */
  attributes: string;
}

/** The places that the form of a user has for what is wrong: those of the draft. */
export const USER_PLACES = [
  '/name',
  '/email',
  '/password',
  '/roles',
  '/locale',
  '/manager',
  '/groups',
  '/attributes',
];

export function isAdministrator(user: Pick<User, 'roles'>): boolean {
  return user.roles.includes('administrator');
}

/** The roles with one more or one less. */
export function withRole(roles: string[], role: string, has: boolean): string[] {
  return withItem(roles, role, has).sort();
}

/** Which of the texts tells what a choice of roles comes to. */
export function roleHelp(roles: string[]): 'administrator' | 'user' | 'own' | 'none' {
  if (roles.includes('administrator')) {
    return 'administrator';
  }
  return roles.includes('user') ? 'user' : roles.length > 0 ? 'own' : 'none';
}

export function fromUser(user: User | undefined): UserDraft {
  return {
    name: user?.name ?? '',
    email: user?.email ?? '',
    password: '',
    roles: user?.roles ?? ['user'],
    locale: user?.locale ?? '',
    manager: user?.manager ?? '',
    groups: user?.groups ?? [],
    attributes: Object.entries(user?.attributes ?? {})
      .map(([name, values]) => `${name}: ${values.join(', ')}`)
      .join('\n'),
  };
}

/** The lists of values as they are written, one a line. */
export function readAttributes(text: string): Record<string, string[]> {
  return Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(/:(.*)/s))
      .filter(([name = '']) => name.trim() !== '')
      .map(([name = '', values = '']): [string, string[]] => [
        name.trim(),
        values
          .split(',')
          .map((value) => value.trim())
          .filter((value) => value !== ''),
      ]),
  );
}

/** What a patch says of where a user stands: a list that is not there any more is taken away. */
function standingPatch(stored: User, draft: UserDraft): Record<string, unknown> {
  const lists = readAttributes(draft.attributes);
  const gone = Object.keys(stored.attributes).filter((name) => !(name in lists));
  const changed = [
    ...Object.entries(lists).filter(
      ([name, values]) => JSON.stringify(values) !== JSON.stringify(stored.attributes[name]),
    ),
    ...gone.map((name): [string, null] => [name, null]),
  ];
  const groups = [...draft.groups].sort();
  return {
    ...(draft.manager !== (stored.manager ?? '') && { manager: draft.manager || null }),
    ...(JSON.stringify(groups) !== JSON.stringify([...stored.groups].sort()) && { groups }),
    ...(changed.length > 0 && { attributes: Object.fromEntries(changed) }),
  };
}

export function userBody(draft: UserDraft) {
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    password: draft.password,
    roles: draft.roles,
    ...(draft.locale && { locale: draft.locale }),
  };
}

/** What is different from the user as stored; an empty password stays as it is. */
export function userPatch(stored: User, draft: UserDraft): Record<string, unknown> {
  const before = userBody(fromUser(stored));
  const after = userBody(draft);
  const own = Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) =>
        JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]) &&
        !(key === 'password' && value === ''),
    ),
  );
  return { ...own, ...standingPatch(stored, draft) };
}

/** Letters and digits that nobody takes for each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password to begin with, of some 93 bits. */
export function generatePassword(random = crypto): string {
  const letters: string[] = [];
  while (letters.length < 16) {
    for (const byte of random.getRandomValues(new Uint8Array(32))) {
      // Bytes above the last full multiple would make some letters likelier than others.
      if (byte < 256 - (256 % ALPHABET.length) && letters.length < 16) {
        letters.push(ALPHABET.charAt(byte % ALPHABET.length));
      }
    }
  }
  return letters.join('');
}
