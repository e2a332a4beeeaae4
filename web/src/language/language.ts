import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** The languages of the console, by their own names. */
export const languages = { en: 'English', th: 'ไทย' } as const;

/** One of {@link languages}. */
export type Language = keyof typeof languages;

const storageKey = 'parley.language';

function isLanguage(tag: string | null | undefined): tag is Language {
  return tag !== null && tag !== undefined && Object.hasOwn(languages, tag);
}

/** What was chosen here, else what the browser asks for. */
function firstLanguage(): Language {
  const asked = [localStorage.getItem(storageKey), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return asked.find(isLanguage) ?? 'en';
}

function apply(language: string): void {
  document.documentElement.lang = language;
}

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: {},
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});
apply(i18next.language);

/** The language of the page. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en';
}

/** Shows everything in another language, now and the next time. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  apply(language);
  void i18next.changeLanguage(language);
}

/** Follows what a member prefers, unless something was chosen in this browser. */
export function suggestLanguage(tag: string | null): void {
  const language = tag?.split('-')[0];
  if (localStorage.getItem(storageKey) !== null || !isLanguage(language)) return;
  apply(language);
  void i18next.changeLanguage(language);
}
