import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { recall, remember } from '@/shared/lib/storage';
import type en from './en';
import type designer from './en/designer.json';
import type guest from './en/guest.json';
import type imports from './en/import.json';
import type operator from './en/operator.json';
import type packages from './en/packages.json';
import type webhooks from './en/webhooks.json';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: {
      translation: typeof en &
        typeof designer &
        typeof guest &
        typeof imports &
        typeof operator &
        typeof packages &
        typeof webhooks;
    };
  }
}

/** The texts that come before the first page, and those that come with pages of their own. */
export type Part = 'core' | 'designer' | 'guest' | 'import' | 'operator' | 'packages' | 'webhooks';

const texts: Record<Language, Record<Part, () => Promise<{ default: object }>>> = {
  en: {
    core: () => import('./en'),
    designer: () => import('./en/designer.json'),
    guest: () => import('./en/guest.json'),
    import: () => import('./en/import.json'),
    operator: () => import('./en/operator.json'),
    packages: () => import('./en/packages.json'),
    webhooks: () => import('./en/webhooks.json'),
  },
  ru: {
    core: () => import('./ru'),
    designer: () => import('./ru/designer.json'),
    guest: () => import('./ru/guest.json'),
    import: () => import('./ru/import.json'),
    operator: () => import('./ru/operator.json'),
    packages: () => import('./ru/packages.json'),
    webhooks: () => import('./ru/webhooks.json'),
  },
};

const loaded = new Set<string>();
const wanted = new Set<Part>(['core']);
let haveStarted: () => void;
const started = new Promise<void>((resolve) => {
  haveStarted = resolve;
});

export function isLanguage(text: string | null | undefined): text is Language {
  return (LANGUAGES as readonly string[]).includes(text ?? '');
}

/** The language of a locale such as `ru-RU`, if the application speaks it. */
export function languageOf(locale: string | null | undefined): Language | null {
  const language = locale?.split('-')[0];
  return isLanguage(language) ? language : null;
}

function preferred(): Language {
  const chosen = recall('language');
  if (isLanguage(chosen)) {
    return chosen;
  }
  return navigator.languages.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** Whether the person chose the language themselves on this machine. */
export function languageIsChosen(): boolean {
  return isLanguage(recall('language'));
}

async function load(language: Language): Promise<void> {
  const missing = [...wanted].filter((part) => !loaded.has(`${language} ${part}`));
  await Promise.all(
    missing.map(async (part) => {
      const bundle = await texts[language][part]();
      i18next.addResourceBundle(language, 'translation', bundle.default, true);
      loaded.add(`${language} ${part}`);
    }),
  );
}

export async function startI18n(): Promise<void> {
  const language = preferred();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(language);
  document.documentElement.lang = language;
  haveStarted();
}

/** Has the texts of a page there before it is shown, in whatever language is spoken from then on. */
export async function needTexts(part: Part): Promise<void> {
  await started;
  wanted.add(part);
  await load(languageOf(i18next.language) ?? 'en');
}

/** Speaks another language from now on. */
export async function speak(language: Language, choice: 'chosen' | 'default'): Promise<void> {
  await load(language);
  if (choice === 'chosen') {
    remember('language', language);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The texts of the application in the reader's language. */
export function useText() {
  return useTranslation().t;
}

export type Text = ReturnType<typeof useText>;

/** The reader's language, for numbers, days and the labels of metadata. */
export function useLocale(): Language {
  const { i18n } = useTranslation();
  return isLanguage(i18n.language) ? i18n.language : 'en';
}
