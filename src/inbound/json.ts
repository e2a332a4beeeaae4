// Sixteen digits in a row: the shortest number that a double cannot always hold (2^53 has 16).
const longNumber = /[0-9]{16}/;

/**
 * Parses a payload so that no id loses digits: whole numbers that JavaScript cannot hold become strings.
 * Looking for such a number first keeps the slow way for the few payloads that need it.
 *
 * @throws SyntaxError when it is not JSON
 */
export function parsePayload(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source && /^-?\d+$/.test(context.source) ? context.source : value;
}
