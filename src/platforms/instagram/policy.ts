import { sendApiPolicy } from '../meta/send-api/policy.ts';
import type { SendingPolicy } from '../policy.ts';
import { addresses } from './addresses.ts';

/** Instagram's window; nothing may go outside it but the late answer of a person. */
export const policy: SendingPolicy = sendApiPolicy({
  title: 'Instagram',
  addresses,
  templates: false,
  permits: { comment: 'A comment may be answered in private, once and within seven days.' },
});
