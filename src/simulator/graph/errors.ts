import type { PlatformName } from '../faults.ts';
import { type CatalogueRow, catalogue, families, subcodes } from './error-catalogue.ts';
import type { Fields } from './state.ts';

// An absolute address here; Meta also sends relative ones.
const reference = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

/** Codes that come from the Graph API itself and carry no `error_data` of WhatsApp. */
const graphCodes = new Set([
  ...[0, 2, 3, 4, 10, 17, 32, 33, 102, 104, 190, 200, 613, 803, 2500, 80007, 80008],
]);

const transientCodes = new Set([2, 4, 80007]);

/** What a refusal says beside its code. */
export interface RefusalOptions {
  details?: string;
  message?: string;
  subcode?: number | undefined;
  type?: string | undefined;
  status?: number;
  /** Whether the same call may work later; absent where Meta does not say. */
  transient?: boolean | undefined;
  /** Words for the person who uses the app. */
  user?: { title: string; message: string } | undefined;
}

/** A refusal by the Graph API; the server turns it into Meta's error body. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly details: string;
  readonly subcode: number | undefined;
  readonly type: string;
  readonly whatsapp: boolean;
  readonly transient: boolean | undefined;
  readonly user: RefusalOptions['user'];

  constructor(code: number, options: RefusalOptions = {}) {
    const row = rowOf(code);
    super(options.message ?? `(#${code}) ${row.title}`);
    this.name = 'GraphRefusal';
    this.code = code;
    this.status = options.status ?? row.status;
    this.details = options.details ?? row.details;
    this.subcode = options.subcode ?? row.subcode;
    this.type = options.type ?? row.type ?? 'OAuthException';
    this.whatsapp = !graphCodes.has(code) && options.subcode === undefined;
    this.transient = options.transient ?? (transientCodes.has(code) ? true : undefined);
    this.user = options.user;
  }
}

/** Whether Meta documents this error, given as `code` or `code/subcode`. */
export function knowsGraphError(key: string): boolean {
  return key.includes('/') ? key in subcodes : documented(Number(key)) !== undefined;
}

/** The refusal that is asked for as `code` or `code/subcode`; `transient` says more of it than Meta's list does. */
export function graphRefusal(key: string, transient?: boolean): GraphRefusal {
  const [code = '', subcode] = key.split('/');
  return new GraphRefusal(Number(code), {
    transient,
    ...(subcode !== undefined && { subcode: Number(subcode), message: subcodes[key] ?? 'Unknown error' }),
  });
}

function documented(code: number): CatalogueRow | undefined {
  return catalogue[code] ?? families.find(({ from, to }) => code >= from && code <= to)?.row;
}

function rowOf(code: number): CatalogueRow {
  return documented(code) ?? { status: 400, title: 'Unknown error', details: 'An unknown error occurred.' };
}

/** The body of an error answer; only WhatsApp's own errors carry `error_data`. */
export function errorBody(refusal: GraphRefusal, trace: string, platform: PlatformName): Fields {
  return {
    error: {
      message: refusal.message,
      type: refusal.type,
      code: refusal.code,
      ...(refusal.whatsapp && platform === 'whatsapp'
        ? { error_data: { messaging_product: 'whatsapp', details: refusal.details } }
        : {}),
      ...(refusal.subcode === undefined ? {} : { error_subcode: refusal.subcode }),
      ...(refusal.transient === undefined ? {} : { is_transient: refusal.transient }),
      ...(refusal.user === undefined
        ? {}
        : { error_user_title: refusal.user.title, error_user_msg: refusal.user.message }),
      fbtrace_id: trace,
    },
  };
}

/** The same error as an item of `errors[]` in a webhook, which has another shape. */
export function webhookError(code: number, details?: string): Fields {
  const row = rowOf(code);
  return {
    code,
    title: row.title,
    message: row.title,
    error_data: { details: details ?? row.details },
    href: reference,
  };
}

/** An object that does not exist, or that this token may not see: Graph does not tell which. */
export function unknownObject(method: string, id: string): GraphRefusal {
  return new GraphRefusal(100, {
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
    subcode: 33,
    type: 'GraphMethodException',
  });
}
