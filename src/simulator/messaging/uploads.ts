import type { Context } from 'hono';
import { z } from 'zod';
import { graphAnswer } from '../graph/answer.ts';
import { fetchLink } from '../graph/linked-file.ts';
import { digits } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { type FileKind, fileKinds } from './bodies/attachments.ts';
import { webAddress } from './bodies/buttons.ts';
import { checked } from './bodies/issues.ts';
import { refused } from './errors.ts';
import { fileProblem, patienceWith } from './file-rules.ts';
import { keepFile, linkTo } from './files.ts';
import type { MessagingAccount, Upload } from './state.ts';

// https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
const uploadsLive = 90 * 24 * 60 * 60 * 1000;

/** Fetches the file behind a link, refuses one that does not fit, and answers where it lies now. */
export async function takeLinked(
  world: World,
  account: MessagingAccount,
  type: FileKind,
  url: string,
): Promise<{ url: string; file: string | null }> {
  const found = await fetchLink(url, patienceWith(type));
  if (found === null) return { url, file: null };
  if ('problem' in found) throw refused('100/2018008', found.problem);
  const problem = fileProblem(account.platform, type, found);
  if (problem !== null) throw refused(problem);
  const kept = keepFile(world, account.platform, found);
  return { url: linkTo(world, kept), file: kept.id };
}

/** Makes a file sendable by id. */
export function keepUpload(world: World, account: MessagingAccount, type: FileKind, url: string): Upload {
  const expires_at = world.clock.now() + uploadsLive;
  const upload = { id: digits(16), account, type, url, expires_at };
  world.messaging.uploads.set(upload.id, upload);
  return upload;
}

/** The upload with this id; refuses unknown, expired and foreign ones, and those of another type. */
export function uploadFor(world: World, account: MessagingAccount, type: FileKind, id: string): Upload {
  const upload = world.messaging.uploads.get(id);
  if (upload === undefined || upload.account !== account || upload.expires_at <= world.clock.now()) {
    throw refused('100/2018074');
  }
  if (upload.type !== type) throw refused('100/2018047');
  return upload;
}

const uploadBody = z.strictObject({
  platform: z.literal('instagram').optional(),
  message: z.strictObject({
    attachment: z.strictObject({
      type: z.enum(fileKinds),
      payload: z.strictObject({ url: webAddress, is_reusable: z.boolean().optional() }),
    }),
  }),
});

/** With the file beside it there is no link. */
const formMessage = z.strictObject({
  attachment: z.strictObject({
    type: z.enum(fileKinds),
    payload: z.strictObject({ is_reusable: z.boolean().optional() }),
  }),
});

/** `POST /{id}/message_attachments`: uploads a file by its link, or the file itself in a form. */
export async function postAttachment(
  c: Context<SimulatorEnv>,
  world: World,
  account: MessagingAccount,
  body: unknown,
): Promise<Response> {
  if (/^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')) return postFile(c, world, account);
  const { type, payload } = checked(uploadBody, body).message.attachment;
  const { url } = await takeLinked(world, account, type, payload.url);
  return graphAnswer(c, { attachment_id: keepUpload(world, account, type, url).id });
}

async function postFile(
  c: Context<SimulatorEnv>,
  world: World,
  account: MessagingAccount,
): Promise<Response> {
  const headers = { 'content-type': c.req.header('content-type') ?? '' };
  const form = await new Response(c.get('bytes'), { headers }).formData();
  const { type } = checked(formMessage, JSON.parse(String(form.get('message')))).attachment;
  const part = form.get('filedata');
  if (!(part instanceof File)) throw refused('100');
  const file = { mime_type: part.type, bytes: new Uint8Array(await part.arrayBuffer()) };
  const problem = fileProblem(account.platform, type, file);
  if (problem !== null) throw refused(problem);
  const url = linkTo(world, keepFile(world, account.platform, file));
  return graphAnswer(c, { attachment_id: keepUpload(world, account, type, url).id });
}
