import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import type { MediaRow } from '../../database/schema.ts';
import { notFound, Problem } from '../../errors.ts';
import { findLinkedMedium, findMedium, toPublicMedium } from '../../media/library.ts';
import type { Media } from '../../media/media.ts';
import { TooLarge } from '../../media/spool.ts';
import { keepUpload, type UploadOptions } from '../../media/uploads.ts';
import { type Authenticate, authorise, type Caller } from '../auth.ts';
import type { Idempotency } from '../idempotency.ts';
import { type Exchange, type Reply, type Route, route } from '../route.ts';
import { receiveFile } from '../upload.ts';
import { mediumResponse } from './media-response.ts';
import { failureSchema, timeSchema } from './message-schema.ts';

/** What serving and taking media needs. */
export interface MediaRoutes extends Omit<UploadOptions, 'storage'> {
  database: Database;
  media: Media;
  idempotency: Idempotency;
  authenticate: Authenticate;
}

const mediumSchema = z
  .object({
    media_id: z.string().describe('To be sent as `media_id` of an item.'),
    status: z
      .enum(['pending', 'ready', 'failed'])
      .describe('`pending`: it is being fetched; `failed`: there are no bytes, see `failure`.'),
    mime_type: z.string().nullable(),
    size: z.int().nullable().describe('In bytes.'),
    sha256: z.string().nullable().describe('Of the bytes, in lower-case hex.'),
    file_name: z.string().nullable(),
    url: z.string().nullable().describe('Opens it for some days, without a key.'),
    message_id: z.string().nullable().describe('The message in which it came; null for an upload.'),
    failure: failureSchema.optional(),
    created_at: timeSchema,
  })
  .meta({ id: 'Medium', description: 'A picture, a film, a sound or a file.' });

const linkSchema = z.object({ url: z.string(), expires_at: timeSchema }).meta({ id: 'MediumLink' });
const params = z.object({ id: z.string() });
const day = 24 * 60 * 60;

/** Pictures and files: to fetch what people sent, and to upload what is to be sent. */
export function mediaRoutes(rooms: MediaRoutes): Route[] {
  return [uploadRoute(rooms), bytesRoute(rooms), infoRoute(rooms), linkRoute(rooms)];
}

function bytesRoute(rooms: MediaRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/media/{id}',
    // A link opens it without a key; without one the key is looked at here.
    scope: 'public',
    tags: ['Media'],
    summary: 'The bytes of a picture or file',
    description:
      'With a key, or by a link that was given out (`expires` and `signature`). Parts of it can be asked for by `Range`.',
    params,
    query: z.object({ expires: z.string().optional(), signature: z.string().optional() }),
    answers: {
      200: { description: 'The bytes.', contentType: '*/*' },
      206: { description: 'A part of them.', contentType: '*/*' },
      304: { description: 'The caller has them already, by its `If-None-Match`.' },
      416: { description: 'There is no such part.' },
    },
    async handle(input) {
      const { params: given, query } = input;
      const { expires, signature } = query;
      const row =
        expires !== undefined && signature !== undefined
          ? await linked(rooms, given.id, expires, signature)
          : await ofCaller(rooms, input, given.id);
      return mediumResponse(rooms.media.storage, bytesOf(row), input.request);
    },
  });
}

async function linked(rooms: MediaRoutes, id: string, expires: string, signature: string): Promise<MediaRow> {
  const verdict = rooms.media.links.check(id, expires, signature);
  if (verdict !== 'valid') throw linkProblem(verdict);
  const row = await findLinkedMedium(rooms.database.read, id);
  if (!row) throw notFound('medium', id);
  return row;
}

async function ofCaller(rooms: MediaRoutes, { request }: Exchange, id: string): Promise<MediaRow> {
  const caller = await authorise(request, 'read', rooms.authenticate);
  return mediumOf(rooms, caller, id);
}

async function mediumOf({ database }: MediaRoutes, { workspaceId }: Caller, id: string): Promise<MediaRow> {
  const row = await findMedium(database.read, workspaceId, id);
  if (!row) throw notFound('medium', id);
  return row;
}

/** The row, if there are bytes to it. */
function bytesOf(row: MediaRow): MediaRow {
  if (row.status === 'ready') return row;
  if (row.status === 'pending') {
    throw new Problem({
      status: 409,
      code: 'media_pending',
      detail: 'The file is still being fetched from the platform.',
      fix: 'Wait for the event media.ready, or ask again in a moment.',
      retryable: true,
      headers: { 'retry-after': '1' },
    });
  }
  const failure = row.failure === null ? null : JSON.parse(row.failure);
  throw new Problem({
    status: 410,
    code: 'media_gone',
    detail: failure?.cause ?? 'There is nothing to be fetched.',
    fix: failure?.fix ?? 'Ask the person to send it again.',
  });
}

function linkProblem(verdict: 'expired' | 'forged'): Problem {
  return new Problem({
    status: 403,
    code: verdict === 'expired' ? 'link_expired' : 'link_invalid',
    detail: verdict === 'expired' ? 'The link has expired.' : 'The link is not one of this hub.',
    fix: 'Ask the API for a fresh link: the message or POST /api/v1/media/{id}/link gives one.',
  });
}

function infoRoute(rooms: MediaRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/media/{id}/info',
    scope: 'read',
    tags: ['Media'],
    summary: 'What is known of a picture or file',
    params,
    answers: { 200: { description: 'The medium.', schema: mediumSchema } },
    async handle({ params: { id }, caller }) {
      const row = await mediumOf(rooms, caller, id);
      return { status: 200, body: toPublicMedium(row, rooms.media.links) };
    },
  });
}

function linkRoute(rooms: MediaRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/media/{id}/link',
    scope: 'read',
    tags: ['Media'],
    summary: 'Make a link that opens a picture or file',
    description: 'Whoever has the link can open it until it expires; no key is needed.',
    params,
    body: z
      .object({
        expires_in: z
          .int()
          .min(60)
          .max(365 * day)
          .default(day)
          .describe('Seconds; the link may work up to an hour longer.'),
      })
      .default({ expires_in: day }),
    example: { expires_in: 3600 },
    answers: { 200: { description: 'The link.', schema: linkSchema } },
    async handle({ params: { id }, body, caller }) {
      const row = bytesOf(await mediumOf(rooms, caller, id));
      const url = rooms.media.links.until(row.id, rooms.clock.now() + body.expires_in * 1000);
      const expires = Number(new URL(url).searchParams.get('expires'));
      return { status: 200, body: { url, expires_at: new Date(expires * 1000).toISOString() } };
    },
  });
}

function uploadRoute(rooms: MediaRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/media',
    scope: 'send',
    tags: ['Media'],
    summary: 'Upload a file, to send it',
    description:
      'The file itself as the body with its `Content-Type`, or a form (`multipart/form-data`) with one file in it. The `media_id` of the answer can be sent any number of times.',
    requestHeaders: { 'idempotency-key': 'Repeating an upload with the same key and file keeps it once.' },
    remembersItself: true,
    query: z.object({
      file_name: z.string().min(1).max(255).optional().describe('What people see where a platform shows it.'),
    }),
    answers: { 201: { description: 'It can be sent.', schema: mediumSchema } },
    handle: (input) => upload(rooms, input, input.caller, input.query.file_name),
  });
}

async function upload(
  rooms: MediaRoutes,
  exchange: Exchange,
  caller: Caller,
  named: string | undefined,
): Promise<Reply<201>> {
  const { spool, maxBytes, storage, links } = rooms.media;
  return receiveFile(exchange, async ({ bytes, contentType, fileName }) => {
    const file = await spool.take(bytes, maxBytes).catch((error: unknown) => {
      throw error instanceof TooLarge ? fileTooLarge(maxBytes) : error;
    });
    try {
      if (file.size === 0) throw emptyFile();
      const name = named ?? fileName ?? null;
      const content = JSON.stringify([file.sha256, contentType, name]);
      const begun = await rooms.idempotency.begin(exchange, caller, content);
      if ('earlier' in begun) return { ...begun.earlier, status: 201 };
      const row = await keepUpload(
        { ...rooms, storage },
        {
          ...{ workspaceId: caller.workspaceId, file, mimeType: contentType, fileName: name },
          remember: async (batch, kept) =>
            begun.remember?.(batch, { status: 201, body: toPublicMedium(kept, links) }),
        },
      );
      return { status: 201, body: toPublicMedium(row, links) };
    } finally {
      await file.discard();
    }
  });
}

function fileTooLarge(limit: number): Problem {
  return new Problem({
    status: 413,
    code: 'file_too_large',
    detail: `The file is larger than ${limit} bytes.`,
    fix: 'Send a smaller one, or raise PARLEY_MEDIA_MAX_BYTES.',
  });
}

function emptyFile(): Problem {
  return new Problem({
    status: 422,
    code: 'file_empty',
    detail: 'The file is empty.',
    fix: 'Send the file as the body, or in a form.',
  });
}
