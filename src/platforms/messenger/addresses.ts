import type { Address } from '../meta/send-api/addresses.ts';

/** What can be written to; a comment or a post is answered in private. */
export const addresses: readonly [Address, ...Address[]] = [
  { kind: 'psid', field: 'id' },
  { kind: 'user_ref', field: 'user_ref' },
  { kind: 'comment', field: 'comment_id' },
  { kind: 'post', field: 'post_id' },
  { kind: 'token', field: 'notification_messages_token' },
];
