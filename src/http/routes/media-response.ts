import { Readable } from 'node:stream';
import type { MediaRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { fileNameFor, isShownInline } from '../../media/file-signatures.ts';
import { type MediaStorage, storageKey } from '../../media/storage/storage.ts';
import { readRange } from '../byte-range.ts';

// A medium never changes; an hour is as exact as links are.
const caching = 'private, max-age=3600';

/**
 * The bytes of a medium as an answer. Strangers made them, so no browser may run anything in them, and whatever
 * is no picture, sound or film is saved instead of shown.
 */
export async function mediumResponse(
  storage: MediaStorage,
  row: MediaRow,
  request: Request,
): Promise<Response> {
  const size = row.size ?? 0;
  const etag = `"${row.sha256}"`;
  const headers: Record<string, string> = { ...headersOf(row), etag };
  if (request.headers.get('if-none-match')?.split(/,\s*/).includes(etag)) {
    return new Response(null, { status: 304, headers: { etag, 'cache-control': caching } });
  }
  const range = readRange(rangeHeader(request, etag), size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
  }
  const status = range ? 206 : 200;
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  headers['content-length'] = String(range ? range.end - range.start + 1 : size);
  if (request.method === 'HEAD') return new Response(null, { status, headers });
  const bytes = await storage.read(storageKey(row.workspace_id, row.id), range ?? undefined);
  if (!bytes) throw lost();
  // The two declarations of web streams are of the same class.
  return new Response(Readable.toWeb(bytes) as ReadableStream, { status, headers });
}

/** A part is asked for only of the file that the caller knows. */
function rangeHeader({ headers }: Request, etag: string): string | null {
  const known = headers.get('if-range');
  return known === null || known === etag ? headers.get('range') : null;
}

function headersOf(row: MediaRow): Record<string, string> {
  const type = row.mime_type ?? 'application/octet-stream';
  const name = row.file_name ?? fileNameFor(row.id, type);
  return {
    'content-type': type,
    'content-disposition': `${isShownInline(type) ? 'inline' : 'attachment'}; ${nameParameter(name)}`,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'cache-control': caching,
    'accept-ranges': 'bytes',
  };
}

/** https://www.rfc-editor.org/rfc/rfc6266: in ASCII for old programs, and as it is. */
function nameParameter(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return plain === name ? `filename="${plain}"` : `filename="${plain}"; filename*=UTF-8''${exact}`;
}

function lost(): Problem {
  return new Problem({
    status: 410,
    code: 'media_gone',
    detail: 'The bytes are not in the storage any more.',
    fix: 'Check PARLEY_MEDIA_STORE: it may be another one than when the file came.',
  });
}
