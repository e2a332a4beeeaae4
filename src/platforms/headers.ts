/** A header of an answer, whatever the case of its name. */
export function headerOf(
  headers: Readonly<Record<string, string>> | undefined,
  name: string,
): string | undefined {
  for (const [key, value] of Object.entries(headers ?? {})) {
    if (key.toLowerCase() === name) return value;
  }
  return undefined;
}

/** How long `Retry-After` asks us to wait, in milliseconds; platforms and the proxies before them send it. */
export function retryAfter(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // A date only makes sense against the clock of the one who wrote it.
  const wait = Date.parse(value) - Date.parse(headerOf(headers, 'date') ?? '');
  return wait > 0 ? wait : undefined;
}
