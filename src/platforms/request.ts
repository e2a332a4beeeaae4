/** A request without its authorisation: stored as it is, so that a repeat is the same to the byte. */
export interface PlatformRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Which of the platform's settings holds the base URL. */
  base: string;
  path: string;
  headers: Record<string, string>;
  /** JSON body, or form fields when the content type says so; absent for none. */
  body?: unknown;
  /** It carries its own authorisation in `headers`; the account's is not added. Never stored. */
  authorised?: true;
}

/** An answer as it came. `body` is parsed JSON, or text when it was none. */
export interface PlatformAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}
