/** Kinds of personal data that stand in texts in a form of their own. */
export type PersonalKind = 'email' | 'card' | 'phone' | 'id';

/** A piece of personal data in a text. */
export interface PersonalDatum {
  kind: PersonalKind;
  /** As it stands in the text. */
  value: string;
  /** Without anything by which the same is written otherwise. */
  normal: string;
}

// What one form has taken, the next does not see; the order says what a text of digits most probably is.
const forms: readonly [PersonalKind, RegExp, (value: string) => boolean][] = [
  ['email', /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, () => true],
  ['card', /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu, (value) => isCard(digitsOf(value))],
  ['phone', /(?<![\p{L}\p{N}.,/-])(?:\+|00)?\(?\d[\d ().-]{6,17}\d(?![\p{L}\p{N}/])/gu, isPhone],
  // Codes of letters and digits, and long numbers: orders, members, the ids of platforms.
  ['id', /(?<![\p{L}\p{N}])(?=[A-Za-z-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\p{L}\p{N}])/gu, isCode],
];

/** All personal data that stand in a text, in the order of their kinds. */
export function personalDataIn(text: string): PersonalDatum[] {
  let left = text;
  return forms.flatMap(([kind, form, isOne]) => {
    const found: PersonalDatum[] = [];
    left = left.replace(form, (value) => {
      if (!isOne(value)) return value;
      found.push({ kind, value, normal: normalOf(kind, value) });
      return ' ';
    });
    return found;
  });
}

/** A text in which each datum of these kinds is replaced. */
export function replacePersonalData(
  text: string,
  kinds: readonly PersonalKind[],
  replace: (datum: PersonalDatum) => string,
): string {
  return forms.reduce((left, [kind, form, isOne]) => {
    if (!kinds.includes(kind)) return left;
    return left.replace(form, (value) =>
      isOne(value) ? replace({ kind, value, normal: normalOf(kind, value) }) : value,
    );
  }, text);
}

function digitsOf(value: string): string {
  return value.replace(/\D/g, '');
}

function normalOf(kind: PersonalKind, value: string): string {
  if (kind === 'email') return value.toLowerCase();
  if (kind === 'id') return value.replaceAll('-', '').toLowerCase();
  const digits = digitsOf(value);
  // Countries write the same number with +66, 0066 or 0: its last digits tell.
  return kind === 'phone' ? digits.slice(-phoneTail) : digits;
}

// Enough to tell two subscribers of one country apart, and free of the codes before them.
const phoneTail = 8;

/** Luhn's check, which the numbers of cards pass and one in ten of others. */
function isCard(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

// From local numbers to the longest of ITU-T E.164.
const phoneDigits = { least: 8, most: 15 };

function isPhone(value: string): boolean {
  const { length } = digitsOf(value);
  if (length < phoneDigits.least || length > phoneDigits.most) return false;
  return !isDate(value) && !isAmount(value) && !isRange(value);
}

function isDate(value: string): boolean {
  return /^(\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.]\d{1,2}[-.]\d{2,4})([ T]\d.*)?$/.test(value.trim());
}

/** `1 000 000` or `12000.50`. */
function isAmount(value: string): boolean {
  return /^\d{1,3}( \d{3})+(\.\d+)?$/.test(value) || /^\d+\.\d{1,2}$/.test(value);
}

/** Opening times such as `09.00 - 18.00`, and prices from and to. */
function isRange(value: string): boolean {
  if (/^\d{1,2}\.\d{2} ?- ?\d{1,2}\.\d{2}$/.test(value)) return true;
  return /^[1-9]\d{0,5} ?- ?[1-9]\d{0,5}$/.test(value);
}

// Shorter ones are sizes, years, prices and rooms.
const codeDigits = { alone: 7, withLetters: 4 };

function isCode(value: string): boolean {
  const digits = digitsOf(value).length;
  if (isDate(value)) return false;
  return digits >= (/[A-Za-z]/.test(value) ? codeDigits.withLetters : codeDigits.alone);
}
