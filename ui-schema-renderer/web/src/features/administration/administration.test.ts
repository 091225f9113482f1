import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { placeErrors } from '@/features/designer/draft/errors';
import { added, grantsOf } from './capabilities';
import { progressOf, refusalsCsv } from '@/views/jobs/jobProgress';
import { fileOfZip, readManifest } from './manifest';
import {
  fromUser,
  generatePassword,
  USER_PLACES,
  userBody,
  userPatch,
  withRole,
} from './userDraft';

/** A zip archive, written the way the format describes it. */
function zip(files: Record<string, { text: string; deflate?: boolean }>): ArrayBuffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, { text, deflate }] of Object.entries(files)) {
    const plain = Buffer.from(text);
    const data = deflate ? deflateRawSync(plain) : plain;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflate ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(plain.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), data);
    entries.push(entry, Buffer.from(name));
    offset += 30 + name.length + data.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const whole = Buffer.concat([...locals, directory, end]);
  return new Uint8Array(whole).buffer;
}

describe('the manifest of a plugin', () => {
  const manifest = { id: 'crm', version: '1.0.0', name: 'CRM', capabilities: { email: true } };

  it('is read from an archive, deflated or not', async () => {
    for (const deflate of [true, false]) {
      const archive = zip({
        'README.md': { text: 'hello', deflate },
        'plugin.json': { text: JSON.stringify(manifest), deflate },
      });
      expect(await readManifest(archive)).toEqual({ ...manifest, description: '' });
    }
  });

  it('is missing from what is no archive of a plugin', async () => {
    expect(await readManifest(new Uint8Array([1, 2, 3]).buffer)).toBeNull();
    expect(await readManifest(zip({ 'plugin.json': { text: '{' } }))).toBeNull();
    expect(await readManifest(zip({ 'plugin.json': { text: 'null' } }))).toBeNull();
    expect(await fileOfZip(zip({ a: { text: '1' } }), 'b')).toBeNull();
  });
});

describe('capabilities', () => {
  it('come one at a time, and malformed ones not at all', () => {
    expect(
      grantsOf({
        records: { deal: ['read'] },
        http: ['https://x/*'],
        email: true,
        runAs: 'plugin',
      }),
    ).toEqual([
      { kind: 'records', object: 'deal', operations: ['read'] },
      { kind: 'http', what: 'https://x/*' },
      { kind: 'email' },
      { kind: 'runAs' },
    ]);
    expect(grantsOf({ http: 'all' as never })).toEqual([]);
  });

  it('tells what an upgrade asks for beyond before', () => {
    expect(added({ email: true }, { email: true, files: ['read'] })).toEqual([
      { kind: 'files', what: 'read' },
    ]);
  });
});

describe('users', () => {
  const stored = {
    id: '1',
    name: 'Ann',
    email: 'a@b.c',
    emailVerified: true,
    roles: ['sales', 'user'],
    active: true,
    locale: null,
    groups: ['west'],
    manager: null,
    attributes: { regions: ['north'], skills: ['x'] },
    createdAt: '',
    version: 1,
  };

  it('sends what is different, and a password only when there is one', () => {
    const draft = fromUser(stored);
    expect(userPatch(stored, draft)).toEqual({});
    expect(
      userPatch(stored, {
        ...draft,
        roles: withRole(withRole(draft.roles, 'user', false), 'administrator', true),
        password: 'new-secret',
      }),
    ).toEqual({
      roles: ['administrator', 'sales'],
      password: 'new-secret',
    });
    expect(userBody({ ...draft, locale: '' })).not.toHaveProperty('locale');
  });

  it('sends lists of values that changed, and takes away those that are gone', () => {
    const draft = {
      ...fromUser(stored),
      manager: '2',
      groups: [],
      attributes: 'regions: north,  east\nteams:',
    };
    expect(fromUser(stored).attributes).toBe('regions: north\nskills: x');
    expect(userPatch(stored, draft)).toEqual({
      manager: '2',
      groups: [],
      attributes: { regions: ['north', 'east'], teams: [], skills: null },
    });
  });

  it('are told at the lists of values what is wrong with one, until they change', () => {
    const draft = { ...fromUser(stored), attributes: 'Regions: north' };
    const error = { pointer: '/attributes/Regions', code: 'invalid_name', message: 'no name' };
    const problem = new Problem(422, 'validation_failed', '', '', undefined, [error]);
    const rejection = { problem, sent: draft };

    const told = placeErrors(rejection, draft, USER_PLACES);
    expect(told.at('/attributes')).toEqual(error);
    expect(told.rest).toEqual([]);
    const changed = { ...draft, attributes: 'regions: north' };
    expect(placeErrors(rejection, changed, USER_PLACES).at('/attributes')).toBeUndefined();
  });

  it('makes up passwords that differ', () => {
    const passwords = new Set(Array.from({ length: 50 }, () => generatePassword()));
    expect(passwords.size).toBe(50);
    expect([...passwords].every((password) => /^[A-Za-z2-9]{16}$/.test(password))).toBe(true);
  });
});

describe('jobs', () => {
  it('knows how far it is, if anybody does', () => {
    expect(progressOf({ processed: 5, total: null })).toBeNull();
    expect(progressOf({ processed: 1, total: 3 })).toBe(33);
    expect(progressOf({ processed: 9, total: 3 })).toBe(100);
  });

  it('writes refused lines as a table that spreadsheets read', () => {
    const csv = refusalsCsv(
      [{ line: 3, errors: [{ pointer: '/a', code: 'x', message: 'No "a"' }], source: '1,2' }],
      ['Line', 'Why', 'Source'],
    );
    expect(csv).toBe('Line,Why,Source\r\n3,"a: No ""a""","1,2"\r\n');
  });
});
