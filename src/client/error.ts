import type { Problem } from './api.ts';

/** The hub refused, or could not be reached. */
export class ParleyError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The kind of problem, for programs; `unreachable` when no answer came. */
  readonly code: string;
  /** What to do about it. */
  readonly fix: string;
  /** Whether the same request may succeed a little later. */
  readonly retryable: boolean;
  /** How long the hub asks to wait (ms). */
  readonly retryAfterMs: number | undefined;
  /** The whole document (RFC 9457), when the hub gave one. */
  readonly problem: Problem | undefined;

  constructor(
    problem: Pick<Problem, 'status' | 'code' | 'detail' | 'fix' | 'retryable'> & Partial<Problem>,
    more: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(problem.detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ParleyError';
    this.status = problem.status;
    this.code = problem.code;
    this.fix = problem.fix;
    this.retryable = problem.retryable;
    this.retryAfterMs = more.retryAfterMs;
    // Only a document of the hub has a type.
    this.problem = problem.type === undefined ? undefined : (problem as Problem);
  }
}

/** What an answer that is no success says. */
export async function refusalOf(response: Response): Promise<ParleyError> {
  const seconds = Number(response.headers.get('retry-after'));
  const wait = seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
  const text = await response.text().catch(() => '');
  const found = problemOf(text);
  if (found) return new ParleyError(found, wait);
  const { status } = response;
  // A proxy in between has its own words.
  return new ParleyError(
    {
      ...{ status, code: 'no_problem_document', retryable: status >= 500 || status === 429 },
      detail: `The answer was ${status}: ${text.slice(0, 200)}`,
      fix: 'Check the URL, and whatever stands between here and the hub.',
    },
    wait,
  );
}

/** No answer came at all. */
export function unreachable(cause: unknown): ParleyError {
  return new ParleyError(
    {
      ...{ status: 0, code: 'unreachable', retryable: true },
      detail: `The hub did not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
      fix: 'Check that it runs and can be reached from here.',
    },
    { cause },
  );
}

function problemOf(text: string): Problem | undefined {
  try {
    const document: unknown = JSON.parse(text);
    // A hub of this version writes all of them.
    const isProblem = typeof document === 'object' && document !== null && 'code' in document;
    return isProblem && 'fix' in document ? (document as Problem) : undefined;
  } catch {
    return undefined;
  }
}
