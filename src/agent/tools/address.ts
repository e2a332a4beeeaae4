import type { Tool } from './tool.ts';

/** Where a call goes, and what of its arguments is not in the address. */
export type Address = { ok: true; url: URL; rest: Record<string, unknown> } | { ok: false; reason: string };

const placeholder = /\{([^{}]*)\}/g;
// No server takes a longer one for certain.
const longestUrl = 4000;

/** Why a tool's URL can never be filled in; null when it can. */
export function placeholderProblem({ url, parameters }: Pick<Tool, 'url' | 'parameters'>): string | null {
  const names = namesIn(url);
  const host = url.slice(0, url.length - afterHost(url).length);
  if (namesIn(host).length > 0) return 'A placeholder may stand in the path or the query only.';
  const { properties = {}, required = [] } = parameters;
  const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const always = Array.isArray(required) ? required : [];
  for (const name of names) {
    if (!known.includes(name)) return `{${name}} is not among the properties of the parameters.`;
    if (!always.includes(name)) return `{${name}} must be among the required parameters.`;
  }
  return null;
}

/**
 * Fills arguments in, encoded, so that none of them reaches beyond its place; those that have no place become
 * the query of a GET and the body of everything else.
 */
export function addressOf(
  { url, method }: Pick<Tool, 'url' | 'method'>,
  values: Readonly<Record<string, unknown>>,
): Address {
  const used = new Set(namesIn(url));
  for (const name of used) {
    const reason = unfit(name, values[name]);
    if (reason !== null) return { ok: false, reason };
  }
  const fill = (text: string) =>
    text.replaceAll(placeholder, (_, name) => encodeURIComponent(String(values[name]).toWellFormed()));
  // Dots lead to another place than the template says; everything else that could is encoded.
  if (pathOf(url).some((segment) => namesIn(segment).length > 0 && isDots(fill(segment)))) {
    return { ok: false, reason: 'The arguments would change the path of the call.' };
  }
  const filled = new URL(fill(url));
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !used.has(name)));
  if (method === 'GET') {
    for (const [name, value] of Object.entries(rest)) appendTo(filled.searchParams, name, value);
  }
  if (filled.href.length > longestUrl)
    return { ok: false, reason: 'The arguments are too long for an address.' };
  return { ok: true, url: filled, rest: method === 'GET' ? {} : rest };
}

function unfit(name: string, value: unknown): string | null {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  if (!isScalar) return `${name}: It is part of the address and must be a text, a number or a boolean.`;
  // Of an order without a number, a shop would list all orders.
  return String(value).trim() === '' ? `${name}: It is part of the address and must not be empty.` : null;
}

function appendTo(query: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) appendTo(query, name, item);
  else if (typeof value === 'object' && value !== null) query.append(name, JSON.stringify(value));
  else if (value !== undefined && value !== null) query.append(name, String(value));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name);
}

/** Path, query and fragment as they were written. */
function afterHost(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '');
}

function pathOf(url: string): string[] {
  return (afterHost(url).split(/[?#]/)[0] ?? '').split('/');
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}
