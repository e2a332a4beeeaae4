/**
 * The closed set of reasons why a platform call or a send can fail. One place (`outbound/outcome.ts`)
 * turns a kind into the next step; platforms only classify.
 */
export const failureKinds = [
  'temporary',
  'rate_limited',
  'pair_limited',
  'quota_exhausted',
  'window_closed',
  'recipient_unreachable',
  'content_rejected',
  'template_rejected',
  'media_rejected',
  'not_found',
  'credentials',
  'permission',
  'account_blocked',
  'thread_elsewhere',
  'already_sent',
  'uncertain',
  'expired',
  'unknown',
] as const;

/** One of {@link failureKinds}. */
export type FailureKind = (typeof failureKinds)[number];

/** Why something failed, in words an operator can act on. It is stored and shown as it stands. */
export interface Failure {
  kind: FailureKind;
  /** The platform's own code (`131047`, `400 Invalid reply token`), or ours when no answer came. */
  code: string;
  /** The platform's own words; never holds a secret. */
  message: string;
  /** What happened, in one plain sentence. */
  cause: string;
  /** What to do about it, in one plain sentence. */
  fix: string;
  /** How long the platform asks us to wait, when it says so. */
  retry_after_ms?: number;
  /** After how many failures in a row it is given up, though its kind is tried again. */
  tries?: number;
  /** It tells that the person wants no marketing messages any more, which is kept on the contact. */
  stops_marketing?: true;
  /** The platform's trace id (`fbtrace_id`, `x-line-request-id`), for its support desk. */
  trace_id?: string;
}

/** One wrong field of a request. */
export interface FieldError {
  /** `content.items[0].url`; `body` for the whole of it. */
  field: string;
  message: string;
  /** What was exceeded, where it is a number. */
  limit?: { most?: number; least?: number; unit: string };
  /** The platform's page that says so. */
  page?: string;
}

/**
 * A refusal that the API answers as a problem document (RFC 9457). Thrown by the rooms for what a caller
 * did wrong or can mend; everything else is a bug and becomes a plain 500.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fix: string;
  readonly retryable: boolean;
  readonly headers: Record<string, string>;
  /** Where the kind is explained, on this hub; absent: with the other problems. */
  readonly page: string | undefined;
  /** Each wrong field of the request; empty where it is about no field. */
  readonly errors: readonly FieldError[];

  constructor(options: {
    status: number;
    code: string;
    detail: string;
    fix: string;
    retryable?: boolean;
    headers?: Record<string, string>;
    page?: string;
    errors?: readonly FieldError[];
    cause?: unknown;
  }) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.status = options.status;
    this.code = options.code;
    this.fix = options.fix;
    this.retryable = options.retryable ?? false;
    this.headers = options.headers ?? {};
    this.page = options.page;
    this.errors = options.errors ?? [];
  }
}

// The same request may work a little later.
const passingKinds: readonly FailureKind[] = ['temporary', 'rate_limited', 'uncertain'];

/** Whether a failure says nothing of what was asked, and may be gone a little later. */
export function isPassing({ kind }: Failure): boolean {
  return passingKinds.includes(kind);
}

/** A `Problem` for a call to the platform that has failed: 502, with its cause and fix. */
export function platformRefusal(failure: Failure): Problem {
  return new Problem({
    status: 502,
    code: failure.kind,
    detail: `${failure.code}: ${failure.cause}`,
    fix: failure.fix,
    retryable: isPassing(failure),
    page: `/docs/errors#${failure.kind}`,
  });
}

/** A `Problem` for something that does not exist, or that the caller may not know of. */
export function notFound(what: string, id: string): Problem {
  return new Problem({
    status: 404,
    code: 'not_found',
    detail: `There is no ${what} ${JSON.stringify(id)}.`,
    fix: `Check the id; list them to see which exist.`,
  });
}

/** The database cannot take work now; nothing was stored. Answered as 503 with `Retry-After`. */
export class DatabaseUnavailable extends Problem {
  constructor(cause: unknown) {
    super({
      status: 503,
      code: 'database_unavailable',
      detail: 'The database cannot be reached, so nothing was stored.',
      fix: 'Send the same request again after the time in Retry-After.',
      retryable: true,
      // Long enough for a restart of the database, short enough that platforms retry soon.
      headers: { 'retry-after': '5' },
      cause,
    });
    this.name = 'DatabaseUnavailable';
  }
}

/** What a transaction had read was changed by another before it was locked; run again, it sees the change. */
export class ChangedMeanwhile extends Error {
  override name = 'ChangedMeanwhile';
}
