/** Things with a form of their own that a text names. */
export interface Entity {
  type: 'email' | 'phone' | 'date' | 'order_number' | 'amount';
  value: string;
}

/** In this order: what one has taken, the next does not see. */
const forms: [Entity['type'], RegExp][] = [
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  [
    'date',
    /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\d{1,2}月\d{1,2}日|\b(?:today|tomorrow)\b|พรุ่งนี้|明日|明天/gi,
  ],
  ['amount', /(?:฿|\$|€|¥|THB|USD)\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:baht|บาท|円|元|USD|THB)/gi],
  ['phone', /\+\d[\d -]{7,15}\d|\b0\d{1,2}[- ]?\d{3}[- ]?\d{3,4}\b/g],
  ['order_number', /#\s?[A-Z0-9-]{3,}|\b[A-Z]{1,4}-?\d{3,10}(?:-\d+)?\b|(?<![\w.-])\d{4,10}(?![\w.-])/g],
];

/** Finds e-mail addresses, dates, amounts, phone numbers and order numbers. */
export function entitiesOf(text: string): Entity[] {
  let left = text;
  return forms.flatMap(([type, form]) => {
    const found = [...left.matchAll(form)].map(([value]) => value);
    left = left.replace(form, ' ');
    return found.map((value) => ({ type, value: value.replace(/^#\s?/, '').trim() }));
  });
}
