import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en';
import enDesigner from './en/designer.json';
import enGuest from './en/guest.json';
import enImport from './en/import.json';
import enOperator from './en/operator.json';
import enPackages from './en/packages.json';
import enWebhooks from './en/webhooks.json';
import ru from './ru';
import ruDesigner from './ru/designer.json';
import ruGuest from './ru/guest.json';
import ruImport from './ru/import.json';
import ruOperator from './ru/operator.json';
import ruPackages from './ru/packages.json';
import ruWebhooks from './ru/webhooks.json';

/** The texts of both languages, held to each other and to what the application asks for. */

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[prefix + key, value] as const]
        : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, '');

const core = flatten(en);
const texts = {
  en: new Map([
    ...core,
    ...flatten(enDesigner),
    ...flatten(enGuest),
    ...flatten(enImport),
    ...flatten(enOperator),
    ...flatten(enPackages),
    ...flatten(enWebhooks),
  ]),
  ru: new Map([
    ...flatten(ru),
    ...flatten(ruDesigner),
    ...flatten(ruGuest),
    ...flatten(ruImport),
    ...flatten(ruOperator),
    ...flatten(ruPackages),
    ...flatten(ruWebhooks),
  ]),
};
const keys = {
  en: new Set([...texts.en.keys()].map(base)),
  ru: new Set([...texts.ru.keys()].map(base)),
};

function missing(wanted: Iterable<string>, present: ReadonlySet<string>): string[] {
  return [...new Set(wanted)].filter((key) => !present.has(key)).sort();
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory()
      ? sources(path)
      : /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)
        ? [path]
        : [];
  });
}

describe('the texts', () => {
  it('are the same in both languages', () => {
    expect(missing(keys.en, keys.ru)).toEqual([]);
    expect(missing(keys.ru, keys.en)).toEqual([]);
  });

  it('are there wherever the application asks for one', () => {
    const asked = sources(join(import.meta.dirname, '../..')).flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(missing(asked, keys.en)).toEqual([]);
  });

  it.each(['designer', 'webhooks'])('come with the pages that alone ask for them (%s)', (part) => {
    const outside = sources(join(import.meta.dirname, '../..'))
      .filter((path) => !path.includes(`/features/${part}/`))
      .flatMap((path) =>
        [...readFileSync(path, 'utf8').matchAll(/['"`]((?:designer|webhooks)\.[\w.]+)/g)].map(
          (match) => match[1] ?? '',
        ),
      )
      .filter((key) => key.startsWith(`${part}.`));
    expect(outside).not.toEqual([]);
    expect(missing(outside, new Set([...core.keys()].map(base)))).toEqual([]);
  });

  it.each(['en', 'ru'] as const)('have every plural form of the language (%s)', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = [...texts[language].keys()].filter((key) => PLURAL.test(key)).map(base);
    const wanted = plurals.flatMap((key) => forms.map((form) => `${key}_${form}`));
    expect(missing(wanted, new Set(texts[language].keys()))).toEqual([]);
  });

  it('name the same values', () => {
    const values = (text: string) =>
      [...text.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();
    const named = (language: 'en' | 'ru') => {
      const found = new Map<string, Set<string | undefined>>();
      for (const [key, text] of texts[language]) {
        const known = found.get(base(key)) ?? new Set();
        values(text).forEach((value) => known.add(value));
        found.set(base(key), known);
      }
      return found;
    };
    const russian = named('ru');
    for (const [key, wanted] of named('en')) {
      // "One field" needs no number where its plural has one.
      expect([...(russian.get(key) ?? [])].sort(), key).toEqual([...wanted].sort());
    }
  });
});
