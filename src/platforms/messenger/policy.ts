import { sendApiPolicy } from '../meta/send-api/policy.ts';
import type { SendingPolicy } from '../policy.ts';
import { addresses } from './addresses.ts';

/** Messenger's window, and what may go outside it. */
export const policy: SendingPolicy = sendApiPolicy({
  title: 'Messenger',
  addresses,
  templates: true,
  permits: {
    user_ref: 'The person ticked the box that allows one message.',
    comment: 'A comment may be answered in private, once and within seven days.',
    post: 'A visitor’s post may be answered in private, once and within seven days.',
    token: 'The person has agreed to get messages of this kind.',
  },
});
