/** An entry of `details`, as Google's APIs type them. */
type Detail = { '@type': string } & Record<string, unknown>;

/** What Gemini answers instead of a result. */
export class ModelRefusal extends Error {
  /** The HTTP status, which the body repeats as `code`. */
  readonly code: number;
  /** The name that Google gives the status. */
  readonly status: string;
  readonly details: Detail[];

  constructor(code: number, status: string, message: string, details: Detail[] = []) {
    super(message);
    this.name = 'ModelRefusal';
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /** The body of the answer. */
  get body(): { error: Record<string, unknown> } {
    const { code, message, status, details } = this;
    return { error: { code, message, status, ...(details.length > 0 ? { details } : {}) } };
  }
}

const type = (name: string) => `type.googleapis.com/google.rpc.${name}`;

/** https://ai.google.dev/gemini-api/docs/troubleshooting: 400, the request is malformed. */
export function invalidArgument(message: string, details: Detail[] = []): ModelRefusal {
  return new ModelRefusal(400, 'INVALID_ARGUMENT', message, details);
}

/** A field that does not exist or holds what it may not; `field` as in `contents[0].parts`. */
export function badField(field: string, description: string): ModelRefusal {
  return invalidArgument(description, [
    { '@type': type('BadRequest'), fieldViolations: [{ ...(field === '' ? {} : { field }), description }] },
  ]);
}

/** A key that nobody has given out: 400, not 401. */
export function invalidKey(): ModelRefusal {
  const message = 'API key not valid. Please pass a valid API key.';
  return invalidArgument(message, [
    {
      '@type': type('ErrorInfo'),
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    { '@type': type('LocalizedMessage'), locale: 'en-US', message },
  ]);
}

/** No key at all. */
export function missingKey(): ModelRefusal {
  return new ModelRefusal(
    403,
    'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );
}

/** A model that does not exist, or cannot do what is asked. */
export function unknownModel(model: string, method: string): ModelRefusal {
  return new ModelRefusal(
    404,
    'NOT_FOUND',
    `models/${model} is not found for API version v1beta, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  );
}

/** Too many requests or tokens; `retryDelayMs` says when it is worth trying again, null: it says nothing. */
export function quotaExceeded(model: string, retryDelayMs: number | null): ModelRefusal {
  const violation = {
    quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
    quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
    quotaDimensions: { location: 'global', model },
    quotaValue: '10',
  };
  const message =
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.';
  if (retryDelayMs === null) return new ModelRefusal(429, 'RESOURCE_EXHAUSTED', message);
  return new ModelRefusal(429, 'RESOURCE_EXHAUSTED', message, [
    { '@type': type('QuotaFailure'), violations: [violation] },
    {
      '@type': type('Help'),
      links: [
        {
          description: 'Learn more about Gemini API quotas',
          url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
        },
      ],
    },
    // A duration in seconds, as Google writes them.
    { '@type': type('RetryInfo'), retryDelay: `${retryDelayMs / 1000}s` },
  ]);
}

/** Statuses and words of the errors that come without anybody's fault. */
const others: Record<number, [status: string, message: string]> = {
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  403: ['PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  499: ['CANCELLED', 'The operation was cancelled.'],
  500: [
    'INTERNAL',
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  ],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  504: ['DEADLINE_EXCEEDED', 'The request timed out. Please try again.'],
};

/** The error of a status, in Gemini's usual words unless others are given. */
export function refusalOf(code: number, message?: string): ModelRefusal {
  const [status, words] =
    others[code] ??
    (code < 500
      ? ['INVALID_ARGUMENT', 'Request contains an invalid argument.']
      : ['UNKNOWN', 'Unknown error.']);
  return new ModelRefusal(code, status, message ?? words);
}
