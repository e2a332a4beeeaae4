import type { Failure, FailureKind } from '../../errors.ts';
import type { CatalogueEntry } from '../error-catalogue.ts';
import type { PlatformError } from '../platform.ts';
import { isObject, type Json, numberAt, objectAt, textAt } from '../readers.ts';
import { foreignAnswer, lasting, outage, passing, statuses, unlistedCode, withoutCode } from './errors.ts';
import { waitOf } from './wait.ts';

/** The entries of a catalogue, ready to be looked up. */
export interface ErrorIndex {
  exact: ReadonlyMap<string, readonly CatalogueEntry[]>;
  ranges: readonly CodeRange[];
}

interface CodeRange {
  from: number;
  to: number;
  /** Only with this subcode. */
  subcode?: string;
  entry: CatalogueEntry;
}

/** An error as the Graph API or a webhook states it. */
export interface GraphError {
  code: number;
  subcode?: number;
  message: string;
  transient?: boolean;
  trace_id?: string;
}

const range = /^(\d+)-(\d+)(?:\/(\d+))?$/;
// Subcodes of seven digits mean the same whatever the code, and some also come as the code itself.
const longSubcode = /\/(\d{7,})$/;

/** Prepares entries for look-up; of those that name one code, the first whose condition holds counts. */
export function indexErrors(entries: readonly CatalogueEntry[]): ErrorIndex {
  const exact = new Map<string, CatalogueEntry[]>();
  const ranges: CodeRange[] = [];
  for (const entry of entries) {
    for (const code of entry.codes) {
      const [, from, to, subcode] = range.exec(code) ?? [];
      if (from !== undefined) {
        ranges.push({ from: Number(from), to: Number(to), ...(subcode && { subcode }), entry });
      }
      for (const name of [code, longSubcode.exec(code)?.[1]]) {
        if (name !== undefined) exact.set(name, [...(exact.get(name) ?? []), entry]);
      }
    }
  }
  return { exact, ranges };
}

/**
 * Reads the error object of an answer or, without a status, of a webhook; null when there is none. A
 * proxy's error may look alike, but its code is the HTTP status.
 */
export function readGraphError({ status, body }: PlatformError): GraphError | null {
  if (!isObject(body)) return null;
  const error = status !== undefined || 'error' in body ? objectAt(body, 'error') : body;
  const code = numberAt(error, 'code');
  if (error === undefined || code === undefined) return null;
  if (code >= 400 && code === status) return null;
  const result: GraphError = { code, message: wordsOf(error) };
  const subcode = numberAt(error, 'error_subcode');
  const trace = textAt(error, 'fbtrace_id');
  if (subcode !== undefined) result.subcode = subcode;
  if (typeof error.is_transient === 'boolean') result.transient = error.is_transient;
  if (trace !== undefined) result.trace_id = trace;
  return result;
}

/**
 * Classifies by code and subcode; else by what Meta says of trying again, which is more than a guess by the
 * code alone; then by code, and last by HTTP status.
 */
export function explainGraphError(error: PlatformError, index: ErrorIndex): Failure {
  const graph = readGraphError(error);
  const { kind, cause, fix, wait_ms, tries, stops_marketing } = graph
    ? (entryOfSubcode(graph, index) ?? entryOfCode(graph, index, error.status))
    : entryOfStatus(error.status);
  const failure: Failure = {
    kind,
    code: graph ? codeOf(graph) : error.status === undefined ? 'none' : `HTTP ${error.status}`,
    message: withoutTokens(graph?.message ?? plainWords(error.body)),
    cause,
    fix,
  };
  const wait = waitOf(error.headers ?? {}) ?? wait_ms;
  if (wait !== undefined) failure.retry_after_ms = wait;
  if (tries !== undefined) failure.tries = tries;
  if (stops_marketing) failure.stops_marketing = true;
  if (graph?.trace_id !== undefined) failure.trace_id = graph.trace_id;
  return failure;
}

function entryOfSubcode(error: GraphError, index: ErrorIndex): CatalogueEntry | undefined {
  const { code, subcode } = error;
  if (subcode === undefined) return undefined;
  const entry = lookUp(index, error, code, subcode);
  return entry ?? (longSubcode.test(`/${subcode}`) ? lookUp(index, error, subcode) : undefined);
}

function lookUp(
  { exact, ranges }: ErrorIndex,
  error: GraphError,
  code: number,
  subcode?: number,
): CatalogueEntry | undefined {
  const wanted = subcode === undefined ? undefined : `${subcode}`;
  const named = exact.get(wanted === undefined ? `${code}` : `${code}/${wanted}`) ?? [];
  const within = ranges.filter((one) => one.subcode === wanted && code >= one.from && code <= one.to);
  return [...named, ...within.map(({ entry }) => entry)].find((entry) => holds(entry, error));
}

function holds({ when = {} }: CatalogueEntry, { transient, message }: GraphError): boolean {
  const { is_transient = transient, says = '' } = when;
  return is_transient === transient && message.toLowerCase().includes(says.toLowerCase());
}

// Codes of one platform; those below are the same on all Graph APIs, and say little without a subcode.
const firstOwnCode = 100_000;
// What waits already, and what does not mend itself whatever Meta calls it.
const kindsThatStay: readonly FailureKind[] = [
  'temporary',
  'rate_limited',
  'quota_exhausted',
  'credentials',
  'account_blocked',
];

function entryOfCode(error: GraphError, index: ErrorIndex, status: number | undefined): CatalogueEntry {
  const entry = lookUp(index, error, error.code);
  if (entry === undefined) return unlisted(error, status);
  if (error.code >= firstOwnCode || entry.when?.is_transient !== undefined) return entry;
  if (error.transient === false && entry.kind === 'temporary') return lasting;
  if (error.transient === true && !kindsThatStay.includes(entry.kind)) return passing;
  return entry;
}

// Meta deprecated subcodes for WhatsApp's own six-digit codes, yet still sends some: with them the same
// error would have two names.
function codeOf({ code, subcode }: GraphError): string {
  return subcode === undefined || code >= firstOwnCode ? `${code}` : `${code}/${subcode}`;
}

function unlisted(error: GraphError, status: number | undefined): CatalogueEntry {
  if (error.transient === true) return passing;
  if (error.transient === undefined && status !== undefined && status >= 500) return outage;
  return status === 429 ? entryOfStatus(status) : unlistedCode;
}

function entryOfStatus(status: number | undefined): CatalogueEntry {
  if (status === undefined) return withoutCode;
  if (status === 408 || status >= 500) return outage;
  return statuses.find(({ codes }) => codes.includes(`HTTP ${status}`)) ?? foreignAnswer;
}

function wordsOf(error: Json): string {
  const words = [
    textAt(error, 'message') ?? textAt(error, 'title') ?? textAt(error, 'error_user_msg'),
    textAt(objectAt(error, 'error_data'), 'details') ??
      textAt(error, 'details') ??
      textAt(error, 'error_data'),
  ];
  return words.filter((text, index) => text !== undefined && words.indexOf(text) === index).join(' – ');
}

// Long enough to recognise a proxy's error page, short enough for a list.
const longestWords = 200;

function plainWords(body: unknown): string {
  if (!isObject(body)) return typeof body === 'string' ? body.slice(0, longestWords) : '';
  const inner = objectAt(body, 'error') ?? body;
  return textAt(body, 'error') ?? textAt(inner, 'message') ?? textAt(inner, 'title') ?? '';
}

/** The Graph API repeats a malformed token in its message. */
function withoutTokens(message: string): string {
  return message
    .replace(/(access token:?\s+)[\w|-]{16,}/gi, '$1[hidden]')
    .replace(/\b(EAA|IGA|IGQ)[\w-]{16,}/g, '[hidden]');
}
