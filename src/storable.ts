// An escape of NUL. Behind an escaped backslash the same letters are plain text.
const escapedNul = /(?<!\\)((?:\\\\)*)\\u0000/g;

/** JSON whose strings and keys both databases can hold: PostgreSQL refuses NUL, so it is shown as U+FFFD. */
export function storableJson(json: string): string {
  return json.includes('\\u0000') ? json.replace(escapedNul, '$1\\ufffd') : json;
}

/** A text as both databases can hold it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
