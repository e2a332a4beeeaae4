/** Scripts that only one language of ours writes, or one far more than others. */
const scripts: readonly [language: string, letters: RegExp][] = [
  ['th', /\p{Script=Thai}/gu],
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['latin', /\p{Script=Latin}/gu],
];

/** Letters that tell a language from others of its script. */
const tellingLetters: readonly [script: string, language: string, letters: RegExp][] = [
  ['ar', 'fa', /[پچژگ]/u],
  ['ar', 'ur', /[ٹڈڑے]/u],
  ['ru', 'uk', /[іїєґ]/iu],
  ['latin', 'vi', /[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu],
  ['latin', 'es', /[ñ¿¡]/iu],
  ['latin', 'de', /ß/u],
  ['latin', 'pt', /[ãõ]/iu],
  ['latin', 'tr', /[ğış]/iu],
  ['latin', 'pl', /[ąęłśźż]/iu],
];

/** The words of most messages, of languages with Latin letters. */
const commonWords: Readonly<Record<string, string>> = {
  en: 'the is are my you your i to and of in on for have has can do does please hello hi how what when where thanks want order not with it this',
  es: 'el la los las es son mi tu su de que y en por para con una hola gracias quiero puedo cuando donde como está pedido no favor tengo buenos días',
  fr: 'le la les est sont mon ma votre vous je de et en pour avec une bonjour merci veux puis quand où comment commande ne pas bonsoir ai',
  de: 'der die das ist sind mein meine ihr sie ich zu und von in für mit eine hallo danke möchte kann wann wo wie bestellung nicht bitte guten habe',
  pt: 'o os as é são meu minha seu de que e em por para com uma olá oi obrigado obrigada quero posso quando onde como pedido não você tenho bom dia',
  it: 'il lo gli è sono mio mia suo di che e in per con una ciao grazie voglio posso quando dove come ordine non buongiorno ho',
  nl: 'de het is zijn mijn uw ik je en van in voor met een hallo dank wil kan wanneer waar hoe bestelling niet graag heb',
  id: 'yang di dan ini itu saya anda untuk dengan tidak bisa apa kapan dimana bagaimana terima kasih halo pesanan mau sudah belum ada selamat',
  vi: 'toi ban cua khong cho va la xin chao cam on don hang bao gio o dau muon duoc',
  tr: 've bir bu ne için ile merhaba teşekkürler istiyorum nerede nasıl sipariş değil var mı lütfen',
  pl: 'i w na do nie jest to się z dzień dobry dziękuję proszę zamówienie kiedy gdzie jak chcę mam',
};

const words = new Map(Object.entries(commonWords).map(([tag, list]) => [tag, new Set(list.split(' '))]));

/**
 * The language of a text, as far as letters and common words tell; null when they do not. For messages that no
 * model looks at.
 */
export function languageOf(text: string): string | null {
  const counted = scripts.map(([script, letters]) => ({ script, count: text.match(letters)?.length ?? 0 }));
  const countOf = (script: string) => counted.find((one) => one.script === script)?.count ?? 0;
  // Japanese writes Chinese letters between its own.
  const all = countOf('ja') > 0 ? counted.filter(({ script }) => script !== 'zh') : counted;
  const most = all.reduce((best, one) => (one.count > best.count ? one : best));
  if (most.count === 0) return null;
  // Names of products and brands are in Latin letters everywhere.
  const other = all.find(({ script, count }) => script !== 'latin' && count >= 2);
  const script = most.script === 'latin' && other ? other.script : most.script;
  const telling = tellingLetters.find(([of, , letters]) => of === script && letters.test(text));
  if (telling) return telling[1];
  return script === 'latin' ? byWords(text) : script;
}

function byWords(text: string): string | null {
  const said = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = [...words].map(([tag, known]) => ({
    tag,
    score: said.filter((word) => known.has(word)).length,
  }));
  scores.sort((a, b) => b.score - a.score);
  const [best, next] = scores;
  return best && best.score > (next?.score ?? 0) ? best.tag : null;
}
