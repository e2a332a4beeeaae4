const loopback = /^(127\.|localhost$|\[::1\]$)/;

/** A file as its host gave it. */
export interface LinkedFile {
  mime_type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Why a link could not be fetched. */
export interface LinkProblem {
  problem: string;
}

/**
 * Fetches a link as Meta would. The simulator never leaves the machine: links to anywhere else count as good
 * and are answered with null.
 */
export async function fetchLink(link: string, patienceMs: number): Promise<LinkedFile | LinkProblem | null> {
  if (!loopback.test(new URL(link).hostname)) return null;
  try {
    const response = await fetch(link, { signal: AbortSignal.timeout(patienceMs) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) {
      return { problem: `Downloading media from weblink failed with http code ${response.status}.` };
    }
    return { mime_type: response.headers.get('content-type') ?? '', bytes };
  } catch {
    return { problem: 'Downloading media from weblink failed: the host cannot be reached.' };
  }
}
