import { Problem } from '../errors.ts';

const cookieName = 'parley_session';
const safeMethods = new Set(['GET', 'HEAD']);

/** The session that a browser shows; null when it is not signed in. */
export function sessionOf(headers: Headers): string | null {
  for (const pair of headers.get('cookie')?.split(';') ?? []) {
    const [name, value] = pair.split('=', 2);
    if (name?.trim() === cookieName && value) return value.trim();
  }
  return null;
}

/**
 * The header that gives a session to a browser, and with a null takes it away. Scripts never see it, and pages of other
 * sites never send it. Over https it never goes another way: how the browser sees us is in the request's `Origin`.
 */
export function sessionCookie(request: Request, session: { token: string; maxAgeMs: number } | null): string {
  const isSecure = request.headers.get('origin')?.startsWith('https:') === true;
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])];
  const age = session === null ? 0 : Math.round(session.maxAgeMs / 1000);
  return [`${cookieName}=${session?.token ?? ''}`, `Max-Age=${age}`, ...attributes].join('; ');
}

/**
 * A browser sends cookies with whatever any page asks of it, so a change by cookie must come from a page of this hub,
 * and in a form that no page of another site can send without asking first.
 *
 * @throws Problem 403 for another origin, 415 for a body that is a plain form
 */
export function refuseForeignChange(request: Request): void {
  if (safeMethods.has(request.method)) return;
  if (!isOfThisHub(request)) throw foreignOrigin(request.headers.get('origin'));
  const type = request.headers.get('content-type');
  if (type !== null && isPlainForm(type)) throw notJson(type);
}

function isOfThisHub({ headers, url }: Request): boolean {
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  // Behind a proxy that changes Host, only the browser still knows; no page can write this header itself.
  return new URL(origin).host === new URL(url).host || headers.get('sec-fetch-site') === 'same-origin';
}

// https://fetch.spec.whatwg.org/#cors-safelisted-request-header: what a page may send anywhere unasked.
function isPlainForm(type: string): boolean {
  return /^\s*(application\/x-www-form-urlencoded|text\/plain|multipart\/form-data)\s*(;|$)/i.test(type);
}

function foreignOrigin(origin: string | null): Problem {
  return new Problem({
    status: 403,
    code: 'foreign_origin',
    detail: `This change comes from ${origin === null ? 'no page' : `a page of ${origin}`}, and a session is only for pages of this hub.`,
    fix: 'Use a key in the header "Authorization: Bearer <key>". If this is the console: let the proxy in front of the hub pass the Host header on.',
  });
}

function notJson(type: string): Problem {
  return new Problem({
    status: 415,
    code: 'not_json',
    detail: `With a session the body must be JSON or a file of its own, not ${type}.`,
    fix: 'Send Content-Type: application/json; a file goes as the whole body, as application/octet-stream.',
  });
}
