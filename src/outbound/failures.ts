import type { Failure } from '../errors.ts';

/** No answer, no receipt, and the policy is not to send twice. */
export const uncertainFailure: Failure = {
  kind: 'uncertain',
  code: 'uncertain',
  message: 'No answer and no receipt came.',
  cause: 'The platform gave no answer, and no receipt showed that it was sent.',
  fix: 'Ask the person, or redrive it; it may then arrive twice. A late receipt corrects this by itself.',
};

/** It waited longer than the platform’s limit for a message. */
export const expiredFailure: Failure = {
  kind: 'expired',
  code: 'expired',
  message: 'The message waited too long.',
  cause: 'The message could not be sent within the time in which it still makes sense.',
  fix: 'See the attempts for what stood in the way, then redrive it or write anew.',
};

/** The account is gone. */
export const noAccountFailure: Failure = {
  kind: 'account_blocked',
  code: 'account_deleted',
  message: 'The account is not connected.',
  cause: 'The account was disconnected while the message waited.',
  fix: 'Connect the account again and write anew.',
};

/** A mistake of ours; the message is filled in. */
export const brokenFailure: Failure = {
  kind: 'unknown',
  code: 'hub_error',
  message: '',
  cause: 'The hub itself failed while sending.',
  fix: 'See the log of the hub for this message, and redrive it when that is mended.',
};

/** The database was so slow that another process could have begun the same. */
export const leaseFailure: Failure = {
  kind: 'temporary',
  code: 'lease',
  message: 'The lease of the account was about to end.',
  cause:
    'The database took so long that another process could have taken the account over, so nothing was sent.',
  fix: 'Nothing to do: it is tried again. If it stays, look why the database is slow.',
};
