import { unasked } from '../dialogue.ts';
import type { MediaTransfer } from '../media-transfer.ts';
import { attachmentUpload, linkOf, savedAttachments } from '../meta/send-api/attachments.ts';
import { graphPath } from '../meta/settings.ts';
import type { MessengerCredentials } from './credentials.ts';
import { explainError } from './errors.ts';

/** Media come as public links, and are saved at the Page before they are sent. */
export const media: MediaTransfer<MessengerCredentials> = {
  received_kept_ms: null,
  download: (_input, received) => unasked(linkOf(received)),
  upload: {
    ...savedAttachments(explainError),
    offered: () => true,
    request: ({ credentials, settings }, file) => {
      const path = graphPath(settings, credentials.page_id, 'message_attachments');
      return attachmentUpload({ base: 'graph_url', path }, file);
    },
  },
};
