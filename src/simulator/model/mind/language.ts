/** Languages that the scripted model writes. */
export type SpokenLanguage = 'en' | 'th' | 'ja' | 'zh';

const scripts: [RegExp, SpokenLanguage][] = [
  [/\p{Script=Thai}/u, 'th'],
  // Japanese has kana; Han alone is Chinese.
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
];

/** The language of a text, by its script. */
export function languageOf(text: string): SpokenLanguage {
  return scripts.find(([script]) => script.test(text))?.[1] ?? 'en';
}
