import type { Failure } from '../../errors.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import {
  type MediaSource,
  type MediaTransfer,
  type MediaUpload,
  mediaGone,
  type OutgoingFile,
  type ReceivedMedia,
  type UploadRequest,
} from '../media-transfer.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import type { PlatformAnswer } from '../platform.ts';
import { compact, numberAt, objectOf, textAt } from '../readers.ts';
import { hexDigest } from './content.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { explainError } from './errors.ts';
import type { WhatsAppInput } from './nodes.ts';

const day = 24 * 60 * 60 * 1000;

// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const idsLive = 7 * day;
const uploadsLive = 30 * day;
// Where Meta serves media; the token goes nowhere else.
const mediaHosts = ['lookaside.fbsbx.com', '*.fbcdn.net', '*.facebook.com'];

/** Media have ids; the link to the bytes is asked for when it is used, since it lives five minutes. */
export const media: MediaTransfer<WhatsAppCredentials> = {
  received_kept_ms: idsLive,
  download,
  upload: {
    kept_ms: uploadsLive,
    offered: () => true,
    request: uploadRequest,
    interpret: readUpload,
    isStale,
  } satisfies MediaUpload<WhatsAppCredentials>,
};

function* download(input: WhatsAppInput, { platform_media_id, url }: ReceivedMedia) {
  if (platform_media_id === undefined) return url === undefined ? mediaGone('no_id') : sourceAt(input, url);
  return yield* linkOf(input, platform_media_id);
}

function* linkOf(input: WhatsAppInput, id: string): Dialogue<MediaSource | Failure> {
  const { credentials, settings } = input;
  // With the number, the answer is refused to others who know the id.
  const query = { phone_number_id: credentials.phone_number_id };
  const reply = yield* ask(graphGet(graphPath(settings, id), query));
  if (!reply.ok) {
    const { code, message } = reply.failure;
    // An object that is not there: of an account it would mean more than of a file.
    return reply.status === 404 || /^(100\/)?33$/.test(code) ? mediaGone(code, message) : failureOf(reply);
  }
  const url = textAt(reply.body, 'url');
  if (url === undefined || !URL.canParse(url)) return mediaGone('no_url');
  return {
    ...sourceAt(input, url),
    renewable: true,
    told: compact({
      mime_type: textAt(reply.body, 'mime_type'),
      size: numberAt(reply.body, 'file_size'),
      sha256: hexDigest(textAt(reply.body, 'sha256')),
    }),
  };
}

/** A link below the configured Graph API is a call of that: there the token goes anyway. */
function sourceAt({ settings }: WhatsAppInput, url: string): MediaSource {
  const base = `${settings.graph_url?.replace(/\/+$/, '')}/`;
  if (!url.startsWith(base)) return { from: 'token_link', url, hosts: mediaHosts, told: {} };
  const path = url.slice(base.length - 1);
  return { from: 'api', request: { method: 'GET', base: 'graph_url', path, headers: {} }, told: {} };
}

function uploadRequest({ credentials, settings }: WhatsAppInput, { mime_type }: OutgoingFile): UploadRequest {
  const path = graphPath(settings, credentials.phone_number_id, 'media');
  return {
    request: { method: 'POST', base: 'graph_url', path, headers: {} },
    fields: { messaging_product: 'whatsapp', type: mime_type },
    file_field: 'file',
  };
}

function readUpload(answer: PlatformAnswer): { platform_media_id: string } | Failure {
  const id = textAt(objectOf(answer.body), 'id');
  return answer.status === 200 && id !== undefined ? { platform_media_id: id } : explainError(answer);
}

/** There is no code of its own for it: one for wrong values names the media id in its words. */
function isStale({ code, message }: Failure): boolean {
  return ['100', '131009'].includes(code) && /media/i.test(message);
}
