/** A part of some bytes: from the first to the last one, both included and counted from 0. */
interface ByteRange {
  start: number;
  end: number;
}

/**
 * The part of `size` bytes that a `Range` header asks for. Null: all of them, since there is no header or one of
 * several parts, which may be ignored; `unsatisfiable`: there is no such part.
 * https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
export function readRange(header: string | null, size: number): ByteRange | null | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return null;
  // Only an end: so many of the last bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || (first === '' && Number(last) === 0) ? 'unsatisfiable' : { start, end };
}
