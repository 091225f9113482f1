import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { recall, remember } from '@/shared/lib/storage';
import type en from './en';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const texts: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./en'),
  ru: () => import('./ru'),
};

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
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const bundle = await texts[language]();
    i18next.addResourceBundle(language, 'translation', bundle.default);
  }
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
