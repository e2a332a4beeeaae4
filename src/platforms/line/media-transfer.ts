import type { Failure } from '../../errors.ts';
import { unasked } from '../dialogue.ts';
import { type MediaSource, type MediaTransfer, mediaGone, type ReceivedMedia } from '../media-transfer.ts';
import type { LineCredentials } from './credentials.ts';

/**
 * Media that LINE keeps are fetched by the id of their message, for a time it does not tell; others from
 * wherever their sender keeps them. What is sent is fetched by LINE, which takes no uploads.
 * https://developers.line.biz/en/reference/messaging-api/#get-content
 */
export const media: MediaTransfer<LineCredentials> = {
  received_kept_ms: null,
  download: (_input, received) => unasked(sourceOf(received)),
};

function sourceOf({ platform_media_id, url }: ReceivedMedia): MediaSource | Failure {
  if (platform_media_id === undefined) {
    return url === undefined ? mediaGone('no_id') : { from: 'link', url, told: {} };
  }
  const path = `/v2/bot/message/${encodeURIComponent(platform_media_id)}/content`;
  return { from: 'api', request: { method: 'GET', base: 'line_data_url', path, headers: {} }, told: {} };
}
