import type { Failure } from '../errors.ts';
import { TooLarge } from './spool.ts';

/** A failure of ours about media, which fails as it stands. */
function rejected(code: string, message: string, cause: string, fix: string): Failure {
  return { kind: 'media_rejected', code, message, cause, fix };
}

/** There are more bytes than this installation takes. */
export function tooLargeFailure({ limit, message }: TooLarge): Failure {
  const cause = `The file is larger than ${Math.floor(limit / 1_000_000)} MB, the most this installation takes.`;
  return rejected('too_large', message, cause, 'Raise PARLEY_MEDIA_MAX_BYTES, or ask for a smaller file.');
}

/** A link led to an address that may not be called. */
export function privateAddressFailure(message: string): Failure {
  return rejected(
    'private_address',
    message,
    'The link leads to this machine or to a private network, so it was not called.',
    'If that is meant to be, set PARLEY_ALLOW_PRIVATE_NETWORKS.',
  );
}

/** A link that wants the token leads to a host that may not have it. */
export function strangeHostFailure(host: string): Failure {
  return rejected(
    'strange_host',
    host,
    'The link leads to a host that is none of the platform’s, so the access token was not sent there.',
    'Ask the person to send it again; if it stays, the platform may have new hosts, which a new version knows.',
  );
}

/** A web page instead of a file. */
export const pageFailure: Failure = rejected(
  'web_page',
  '',
  'The link leads to a web page and not to a file.',
  'Open the link in a browser.',
);

/** The bytes are not those that the platform had named. */
export function differsFailure(told: string, found: string): Failure {
  return rejected(
    'sha256_differs',
    `${told} was told, ${found} came.`,
    'What was fetched is not what the platform says was sent.',
    'Ask the person to send it again; if it stays, look for a proxy that changes what passes through it.',
  );
}

/** Nobody answers, or the connection broke. */
export function brokenFailure(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no_answer';
  return {
    kind: 'temporary',
    code,
    message: cause instanceof Error ? cause.message : String(cause),
    cause: 'The file could not be fetched: nobody answered, or the connection broke.',
    fix: 'It is tried again; if it lasts, check the network and proxy of this machine.',
  };
}

/** The account is gone, and nobody else may fetch it. */
export const disconnectedFailure: Failure = {
  kind: 'account_blocked',
  code: 'account_deleted',
  message: 'The account is not connected.',
  cause: 'The account was disconnected before the file was fetched.',
  fix: 'Connect the account again; what comes from then on is fetched.',
};

/** The time for which files are kept is over. */
export const outlivedFailure: Failure = {
  kind: 'expired',
  code: 'outlived',
  message: '',
  cause: 'The file was removed after the time for which this installation keeps media.',
  fix: 'Set PARLEY_MEDIA_TTL_MS if media are to be kept longer.',
};

/** A file of ours is not there any more. */
export const lostFailure: Failure = rejected(
  'media_gone',
  '',
  'The file that was to be sent is not there any more.',
  'Upload it again and send it anew.',
);

/** What an error means that carrying bytes has thrown. */
export function failureOfError(error: unknown): Failure {
  return error instanceof TooLarge ? tooLargeFailure(error) : brokenFailure(error);
}
