import { unasked } from '../dialogue.ts';
import type { MediaTransfer } from '../media-transfer.ts';
import { attachmentUpload, linkOf, savedAttachments } from '../meta/send-api/attachments.ts';
import { graphPath } from '../meta/settings.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';
import { explainError } from './errors.ts';
import { baseOf } from './settings.ts';

/**
 * Media come as public links. Files are saved at accounts with Instagram Login before they are sent; how they
 * would be saved through a Page is not documented, so there Instagram fetches them from a public address.
 */
export const media: MediaTransfer<InstagramCredentials> = {
  received_kept_ms: null,
  download: (_input, received) => unasked(linkOf(received)),
  upload: {
    ...savedAttachments(explainError),
    offered: (credentials) => routeOf(credentials) === 'login',
    request: ({ credentials, settings }, file) => {
      const account = credentials.instagram_business_account_id;
      const path = graphPath(settings, account, 'message_attachments');
      return attachmentUpload({ base: baseOf(credentials), path }, file);
    },
  },
};
