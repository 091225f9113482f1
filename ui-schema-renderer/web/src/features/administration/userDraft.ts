import type { User } from '@/api/types';

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
}

export function isAdministrator(user: Pick<User, 'roles'>): boolean {
  return user.roles.includes('administrator');
}

/** The roles with one more or one less. */
export function withRole(roles: string[], role: string, has: boolean): string[] {
  const others = roles.filter((one) => one !== role);
  return (has ? [...others, role] : others).sort();
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
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) =>
        JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]) &&
        !(key === 'password' && value === ''),
    ),
  );
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
