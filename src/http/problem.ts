import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type FieldError, Problem } from '../errors.ts';

/** A request that reads well and says something wrong; names every wrong field. */
export class InvalidRequest extends Problem {
  constructor(errors: readonly FieldError[]) {
    super({
      status: 422,
      code: 'invalid_request',
      detail: errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
      fix: 'Correct the fields named in "errors" and send the request again.',
      errors,
    });
    this.name = 'InvalidRequest';
  }
}

/** The body of every error answer (https://www.rfc-editor.org/rfc/rfc9457). */
export const problemSchema = z
  .object({
    type: z.string().describe('A page of this hub that explains the kind of problem, relative to it.'),
    title: z.string().describe('The kind of problem, in a few words.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('What happened this time.'),
    code: z.string().describe('The kind of problem, for programs.'),
    fix: z.string().describe('What to do about it.'),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          limit: z
            .object({ most: z.number().optional(), least: z.number().optional(), unit: z.string() })
            .optional()
            .describe('What was exceeded, where it is a number.'),
          page: z.string().optional().describe("The platform's page that says so."),
        }),
      )
      .optional()
      .describe('Each wrong field of the request.'),
    incident: z.string().optional().describe('Where to look in the log of the hub, for a fault of its own.'),
  })
  .meta({ id: 'Problem', description: 'An error, in the form of RFC 9457.' });

/** What an error answer says. */
export type ProblemDocument = z.infer<typeof problemSchema>;

/**
 * Codes whose title is more than the code in words, and the list shown at `/docs/problems`.
 */
export const problemTitles: Readonly<Record<string, string>> = {
  invalid_request: 'The request is well formed but says something wrong',
  malformed_json: 'The body is not JSON',
  invalid_cursor: 'The cursor is not one of ours',
  unauthorized: 'No valid key',
  missing_scope: 'The key may not do this',
  not_found: 'There is no such thing here',
  method_not_allowed: 'This address does not know the method',
  body_too_large: 'The body is too large',
  credentials_refused: 'The platform does not take the credentials',
  database_unavailable: 'The database cannot be reached',
  account_exists: 'The account is connected already',
  account_identity: 'The credentials belong to another account',
  app_in_use: 'Accounts are connected through the app',
  action_refused: 'The platform has no such sign for this chat',
  presence_needs_member: 'Only a member can be seen by others',
  author_needs_member: 'Only a member may send as a human',
  bad_signature: 'The webhook was not signed with a secret of this account',
  window_closed: 'The platform’s window for such messages is closed',
  quota_exhausted: 'The messages of the plan are used up',
  not_cancellable: 'It is too late to take the message back',
  content_rejected: 'The platform cannot show this content',
  foreign_origin: 'The change does not come from a page of this hub',
  not_json: 'A session takes JSON only',
  foreign_workspace: 'The key belongs to another workspace',
  handshake_refused: 'The verify token is wrong',
  idempotency_key_reused: 'The Idempotency-Key was used for another request',
  installation_only: 'Only the installation’s key may do this',
  invalid_credentials: 'The credentials do not fit the platform',
  last_secret: 'An app cannot be without a secret',
  request_in_progress: 'The first request with this key is still under way',
  scope_beyond_own: 'A key cannot do more than the one that makes it',
  secret_exists: 'An app of the workspace holds the secret already',
  secret_shared: 'The platform has to confirm whose the accounts are',
  unknown_platform: 'There is no such platform',
  workspace_exists: 'The name belongs to another workspace',
  workspace_in_use: 'The workspace has connected accounts',
  wrong_account: 'The conversation belongs to another account',
  too_many_requests: 'The key has made too many requests',
  too_many_consumers: 'The workspace has too many consumers',
  url_refused: 'The URL leads where the hub must not call',
  internal_error: 'A fault of the hub itself',
};

function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return problemTitles[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The `type` is relative, with its full path as RFC 9457 asks for: it leads to the explanation on this very hub,
 * needs no domain of ours to stay alive, and is the same on every installation, so programs can compare it.
 */
function document(problem: Problem, incident?: string): ProblemDocument {
  return {
    type: problem.page ?? `/docs/problems#${problem.code}`,
    title: titleOf(problem.code),
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    fix: problem.fix,
    retryable: problem.retryable,
    ...(problem.errors.length > 0 && { errors: [...problem.errors] }),
    ...(incident === undefined ? {} : { incident }),
  };
}

/** An error as an answer, and what of it belongs into the log. */
export interface ProblemAnswer {
  document: ProblemDocument;
  headers: Readonly<Record<string, string>>;
  /** Set for faults of ours: the log line must carry it. */
  incident?: string;
}

/**
 * Whatever was thrown → an answer. What is no {@link Problem} is a bug: the caller learns only an incident id,
 * under which the log holds the rest, because messages and stacks of foreign errors may quote secrets.
 */
export function problemAnswer(error: unknown): ProblemAnswer {
  if (error instanceof Problem) return { document: document(error), headers: error.headers };
  const incident = randomUUID();
  const problem = new Problem({
    status: 500,
    code: 'internal_error',
    detail: 'Something went wrong inside the hub.',
    fix: `Search the log of the hub for the incident ${incident}.`,
    retryable: true,
  });
  return { document: document(problem, incident), headers: {}, incident };
}

/** There is nothing at this address. */
export function unknownRoute(path: string): Problem {
  return new Problem({
    status: 404,
    code: 'not_found',
    detail: `There is nothing at ${path}.`,
    fix: 'Compare the address with the list at /docs.',
  });
}

/** There is something at this address, but not for this method. */
export function methodNotAllowed(method: string, allowed: readonly string[]): Problem {
  return new Problem({
    status: 405,
    code: 'method_not_allowed',
    detail: `${method} is not known here.`,
    fix: `Use ${allowed.join(' or ')}.`,
    headers: { allow: allowed.join(', ') },
  });
}

/** The body is larger than configured. */
export function bodyTooLarge(limit: number): Problem {
  return new Problem({
    status: 413,
    code: 'body_too_large',
    detail: `The body is larger than ${limit} bytes.`,
    fix: 'Send less at once, or raise PARLEY_BODY_LIMIT_BYTES.',
  });
}

/** The body cannot be parsed. */
export function malformedJson(): Problem {
  return new Problem({
    status: 400,
    code: 'malformed_json',
    detail: 'The body is not valid JSON in UTF-8.',
    fix: 'Send one JSON value, with Content-Type: application/json.',
  });
}

function fieldName(path: readonly PropertyKey[], whole: string): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '') || whole;
}

/** Issues of a schema → wrong fields. `whole` names the thing itself, for issues that concern all of it. */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  whole: string,
  base: readonly PropertyKey[] = [],
): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      // The branch with the fewest complaints is most likely the one that was meant.
      const likeliest = issue.errors.reduce((best, other) => (other.length < best.length ? other : best));
      return fieldErrors(likeliest, whole, path);
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: fieldName([...path, key], whole), message: 'Unknown field' }));
    }
    return [{ field: fieldName(path, whole), message: issue.message }];
  });
}
