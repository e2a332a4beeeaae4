import type { Failure } from '../../../errors.ts';
import {
  type MediaSource,
  type MediaUpload,
  mediaGone,
  type OutgoingFile,
  type ReceivedMedia,
  type UploadRequest,
} from '../../media-transfer.ts';
import type { PlatformAnswer, PlatformError } from '../../platform.ts';
import { objectOf, textAt } from '../../readers.ts';

// https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets
const attachmentsLive = 90 * 24 * 60 * 60 * 1000;

/** Where received media are: webhooks hold a link that needs no token and dies within days. */
export function linkOf({ url }: ReceivedMedia): MediaSource | Failure {
  return url === undefined ? mediaGone('no_url') : { from: 'link', url, told: {} };
}

/**
 * Saves a file as an attachment of the account, to be sent as often as wanted. `endpoint`: the account's
 * `message_attachments`.
 */
export function attachmentUpload(
  endpoint: { base: string; path: string },
  { type }: OutgoingFile,
): UploadRequest {
  // A sticker is sent as the picture that it is.
  const attachment = { type: type === 'sticker' ? 'image' : type, payload: { is_reusable: true } };
  return {
    request: { method: 'POST', ...endpoint, headers: {} },
    fields: { message: JSON.stringify({ attachment }) },
    file_field: 'filedata',
  };
}

/** How uploads of these platforms are kept, read, and found to be gone. */
export function savedAttachments(
  explainError: (error: PlatformError) => Failure,
): Pick<MediaUpload<never>, 'kept_ms' | 'interpret' | 'isStale'> {
  return {
    kept_ms: attachmentsLive,
    interpret(answer: PlatformAnswer) {
      const id = textAt(objectOf(answer.body), 'attachment_id');
      return answer.status === 200 && id !== undefined ? { platform_media_id: id } : explainError(answer);
    },
    // Unknown, expired or of another account: https://developers.facebook.com/docs/messenger-platform/error-codes
    isStale: ({ code }) => code === '100/2018074',
  };
}
