// What the calls need to be there first: made as a program would, through the client that is tried.
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createClient, type Client } from './client/client';
import * as sdk from './client/sdk.gen';
import type { NewPublicForm } from './client/types.gen';

/** What the test that starts this says of the platform. */
export interface Setting {
  url: string;
  slug: string;
  email: string;
  password: string;
  token: string;
  /** The folder in which the platform puts its letters. */
  mail: string;
  /** The archive of a plugin. */
  plugin: string;
  /** A provider of identities that can be reached. */
  provider: { issuer: string; clientId: string; clientSecret: string };
  /** Values for a record of the object that has fields of every type. */
  values: Record<string, unknown>;
}

export interface Person {
  id: string;
  email: string;
  password: string;
}

let numbers = 0;

/** A name that nothing has yet. */
export const unique = (word: string) => `${word}${String(++numbers)}`;

const pause = (millis: number) => new Promise((done) => setTimeout(done, millis));

export async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let i = 0; i < 1200; i++) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await pause(50);
  }
  throw new Error(`${what} did not come within a minute`);
}

/** The data of an answer that has to be a good one. */
export async function good<T>(
  answer: Promise<{ data?: T | undefined; error?: unknown }>,
): Promise<NonNullable<T>> {
  const { data, error } = await answer;
  if (data === undefined || data === null) {
    throw new Error(`while preparing a call: ${JSON.stringify(error)}`);
  }
  return data;
}

export class World {
  readonly admin: Client;

  constructor(
    readonly setting: Setting,
    readonly fetch: typeof globalThis.fetch,
  ) {
    this.admin = this.as(setting.token);
  }

  as(token?: string): Client {
    return createClient({
      baseUrl: this.setting.url,
      fetch: this.fetch,
      ...(token ? { auth: () => token } : {}),
    });
  }

  async tokens(person: Person = this.setting as unknown as Person, tenant = this.setting.slug) {
    const body = { tenant, email: person.email, password: person.password };
    return good(sdk.signIn({ client: this.as(), body }));
  }

  async session(person?: Person, tenant?: string): Promise<Client> {
    return this.as((await this.tokens(person, tenant)).access_token);
  }

  async person(roles: ('administrator' | 'user')[] = ['administrator']): Promise<Person> {
    const made = {
      name: 'Pat Person',
      email: `${unique('person')}@contract.example`,
      password: 'a long password',
      roles,
    };
    const user = await good(sdk.createUser({ client: this.admin, body: made }));
    return { ...made, id: user.id as string };
  }

  async someone(): Promise<Client> {
    return this.session(await this.person());
  }

  /** Somebody whose password no administrator knows. */
  async ownPassword(): Promise<Client> {
    const person = await this.person();
    const body = { password: person.password, newPassword: 'a password of my own' };
    await sdk.changePassword({ client: await this.session(person), body });
    return this.session({ ...person, password: body.newPassword });
  }

  /** A tenant of its own, for what would end the one that everything else is done in. */
  async tenant(): Promise<{ client: Client; slug: string; person: Person }> {
    const slug = unique('contract-other');
    const admin = { name: 'Ann', email: `ann@${slug}.example`, password: 'a long password' };
    await good(sdk.signUp({ client: this.as(), body: { name: slug, slug, admin } }));
    const person = { ...admin, id: '' };
    return { client: await this.session(person, slug), slug, person };
  }

  /** What stands after the hash of the link in the last letter to an address that is about something. */
  async letter(to: string, about = /#/): Promise<string> {
    return until(async () => {
      const letters = readdirSync(this.setting.mail)
        .filter((name) => name.endsWith('.eml'))
        .sort()
        .map((name) => readFileSync(`${this.setting.mail}/${name}`, 'utf8'))
        .filter((letter) => letter.includes(to))
        .map(readable)
        .filter((letter) => about.test(letter) && /https?:\/\/\S+#\S+/.test(letter));
      return /https?:\/\/\S+#(\S+)/.exec(letters.at(-1) ?? '')?.[1];
    }, `a letter to ${to}`);
  }

  async job(id: string, client = this.admin): Promise<string> {
    return until(async () => {
      const job = await good(sdk.getJob({ client, path: { id } }));
      return ['done', 'failed', 'cancelled'].includes(job.state ?? '') ? id : undefined;
    }, `the end of job ${id}`);
  }

  async record(values: Record<string, unknown> = {}): Promise<string> {
    return this.made('/api/v1/records/thing', { name: unique('Thing '), ...values });
  }

  async file(name = 'note.txt', content: BlobPart = 'a note'): Promise<string> {
    const response = await fetch(`${this.setting.url}/api/v1/files?name=${name}`, {
      method: 'POST',
      headers: { ...this.#authorization(), 'content-type': 'application/octet-stream' },
      body: new Blob([content]),
    });
    return ((await response.json()) as { id: string }).id;
  }

  /** The id, or the name, of what a plain request makes. */
  async made(path: string, body: unknown, type = 'application/json'): Promise<string> {
    const response = await fetch(this.setting.url + path, {
      method: 'POST',
      headers: { ...this.#authorization(), 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`while preparing a call, POST ${path}: ${text}`);
    }
    const json = JSON.parse(text) as { id?: string; name?: string };
    return (json.id ?? json.name) as string;
  }

  async imported(object = 'holder', file = `name\n${unique('Imported ')}\n`): Promise<string> {
    return this.job(await this.made(`/api/v1/records/${object}/import`, file, 'text/csv'));
  }

  async object(): Promise<string> {
    return this.made('/api/v1/metadata/objects', {
      name: unique('made'),
      fields: [{ name: 'name', type: 'text' }],
    });
  }

  async form(body: Partial<NewPublicForm> = {}) {
    return good(
      sdk.createForm({
        client: this.admin,
        body: { object: 'holder', title: 'Tell us', fields: [{ field: 'name' }], ...body },
      }),
    );
  }

  async webhook(): Promise<string> {
    const body = { name: unique('Hook '), url: 'https://127.0.0.1/none' };
    return (await good(sdk.createWebhook({ client: this.admin, body }))).id;
  }

  #authorization() {
    return { authorization: `Bearer ${this.setting.token}` };
  }
}

/** The token of a public address. */
export const secretOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);

/** A letter without the marks of quoted-printable. */
const readable = (letter: string) =>
  letter
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** The code that an authenticator shows now (RFC 6238). */
export function code(secret: string, step = 0): string {
  const bits = [...secret.replace(/=+$/, '')]
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) as number) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
