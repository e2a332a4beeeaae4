import type { Address } from '../meta/send-api/addresses.ts';

/** What can be written to; a comment is answered in private. */
export const addresses: readonly [Address, ...Address[]] = [
  { kind: 'igsid', field: 'id' },
  { kind: 'comment', field: 'comment_id' },
];
