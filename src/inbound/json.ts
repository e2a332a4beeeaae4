import { storableJson } from '../storable.ts';

// Sixteen digits in a row: the shortest number that a double cannot always hold (2^53 has 16).
const longNumber = /[0-9]{16}/;

/**
 * Parses a payload so that no id loses digits: whole numbers that JavaScript cannot hold become strings.
 * NUL, which PostgreSQL refuses in text, becomes the replacement character, in keys too. Looking for either
 * first keeps the slow way for the few payloads that need it.
 *
 * @throws SyntaxError when it is not JSON
 */
export function parsePayload(text: string): unknown {
  const storable = storableJson(text);
  return longNumber.test(storable) ? JSON.parse(storable, keepDigits) : JSON.parse(storable);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source && /^-?\d+$/.test(context.source) ? context.source : value;
}
