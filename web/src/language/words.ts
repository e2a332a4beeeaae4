import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import './language.ts';

type Words = Readonly<Record<string, string>>;

/** Thai has one form for any number, so it has no `…_one`. */
type ThaiOf<English extends Words> = {
  readonly [Key in keyof English as Key extends `${string}_one` ? never : Key]: string;
};

/** `minutes_one` and `minutes_other` are asked for as `minutes`, with a `count`. */
type NameOf<Key> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key;

/** Says something in the language of the page. */
export type Say<English extends Words> = (
  name: NameOf<keyof English & string>,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** Whether something is said under this name, for names that come from the hub. */
export type Knows = (name: string) => boolean;

/**
 * Defines what one part of the console says, in both languages; the compiler finds what was forgotten. The hook that
 * comes back says it.
 */
export function defineWords<const English extends Words>(
  part: string,
  english: English,
  thai: ThaiOf<English>,
): () => Say<English> {
  i18next.addResourceBundle('en', part, english);
  i18next.addResourceBundle('th', part, thai);
  return function useWords() {
    const { t } = useTranslation(part);
    return (name, values) => t(name, { ...values });
  };
}
