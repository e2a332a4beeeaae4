import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { digits, opaque } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { authorise, messaging, numberFor } from './auth.ts';
import { GraphRefusal, unknownObject } from './errors.ts';
import { plainType, uploadProblem } from './media-rules.ts';
import type { BusinessNumber, Fields, MediaFile } from './state.ts';

const day = 24 * 60 * 60 * 1000;

/** Uploads are kept for 30 days, what customers sent for 7; links to a file work for five minutes. */
const lifetimes = { upload: 30 * day, received: 7 * day, link: 5 * 60_000 };

/** Keeps a file and gives it an id. */
export function keepFile(
  world: World,
  number: BusinessNumber,
  file: { bytes: Uint8Array<ArrayBuffer>; mime_type: string; origin: 'upload' | 'received' },
): MediaFile {
  const { bytes, mime_type, origin } = file;
  const kept = {
    id: digits(16),
    number,
    bytes,
    mime_type,
    expires_at: world.clock.now() + lifetimes[origin],
  };
  world.graph.media.set(kept.id, kept);
  return kept;
}

/** A link that downloads a file for the next five minutes, with the token. */
export function downloadLink(world: World, file: MediaFile): string {
  const expiry = world.clock.now() + lifetimes.link;
  const query = new URLSearchParams({ mid: file.id, ext: String(expiry), hash: opaque(12) });
  return `${world.urls.graph}/whatsapp_business/attachments/?${query}`;
}

/** SHA-256 of a file: base64 in webhooks, hexadecimal in answers. */
export function digestOf(file: MediaFile, encoding: 'base64' | 'hex'): string {
  return createHash('sha256').update(file.bytes).digest(encoding);
}

/** `POST /{phone number id}/media`. */
export async function uploadMedia(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const token = authorise(c, world, messaging);
  const number = numberFor(c, world, token, c.req.param('id') ?? '');
  c.header('x-app-usage', world.usage.app(token));
  const form = await formOf(c);
  if (form.get('messaging_product') !== 'whatsapp') throw missing('messaging_product');
  const file = form.get('file');
  if (!(file instanceof File)) throw missing('file');
  const mime_type = form.get('type');
  if (typeof mime_type !== 'string' || mime_type === '') throw missing('type');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const problem = mismatch(mime_type, file.type) ?? uploadProblem({ mime_type, bytes });
  if (problem !== null) throw new GraphRefusal(131053, { details: problem });
  return graphAnswer(c, { id: keepFile(world, number, { bytes, mime_type, origin: 'upload' }).id });
}

/** The file's own type, where the client stated one, must be the announced type. */
function mismatch(announced: string, own: string): string | null {
  const stated = plainType(own);
  if (stated === '' || stated === 'application/octet-stream' || stated === plainType(announced)) return null;
  return `The file is ${stated}, but type says ${announced}.`;
}

async function formOf(c: Context<SimulatorEnv>): Promise<FormData> {
  const headers = { 'content-type': c.req.header('content-type') ?? '' };
  try {
    return await new Response(c.get('bytes'), { headers }).formData();
  } catch {
    throw missing('messaging_product');
  }
}

function missing(name: string): GraphRefusal {
  const text = `The parameter ${name} is required.`;
  return new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
}

/** The file of the path, if this token may see it. */
function fileFor(c: Context<SimulatorEnv>, world: World): MediaFile {
  const token = authorise(c, world, messaging);
  const id = c.req.param('id') ?? '';
  const file = world.graph.media.get(id);
  const owner = c.req.query('phone_number_id');
  const visible =
    file !== undefined &&
    file.expires_at > world.clock.now() &&
    token.accounts.has(file.number.account.id) &&
    (owner === undefined || owner === file.number.id);
  if (!visible) throw unknownObject(c.req.method, id);
  c.get('record').account = file.number.id;
  return file;
}

/** `GET /{media id}`: what the file is, and a link to it. */
export function getMedia(c: Context<SimulatorEnv>, world: World): Response {
  const file = fileFor(c, world);
  const node: Fields = {
    messaging_product: 'whatsapp',
    url: downloadLink(world, file),
    mime_type: file.mime_type,
    sha256: digestOf(file, 'hex'),
    file_size: file.bytes.length,
    id: file.id,
  };
  return graphAnswer(c, node);
}

/** `DELETE /{media id}`. */
export function deleteMedia(c: Context<SimulatorEnv>, world: World): Response {
  const file = fileFor(c, world);
  world.graph.media.delete(file.id);
  return graphAnswer(c, { success: true });
}

/** The download itself: everything that is not right is a 404. */
export function downloadMedia(c: Context<SimulatorEnv>, world: World): Response {
  const file = world.graph.media.get(c.req.query('mid') ?? '');
  const value = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const token = world.graph.tokens.get(value);
  const now = world.clock.now();
  const allowed =
    file !== undefined &&
    file.expires_at > now &&
    Number(c.req.query('ext')) > now &&
    token !== undefined &&
    (token.expires_at === null || token.expires_at > now) &&
    token.accounts.has(file.number.account.id);
  if (!allowed) return c.body(null, 404);
  c.get('record').account = file.number.id;
  return c.body(file.bytes, 200, { 'content-type': file.mime_type });
}
