import type { MessageBody } from './bodies/message.ts';
import { GraphRefusal } from './errors.ts';
import { type MediaKind, mediaKinds, mediaProblem } from './media-rules.ts';
import type { BusinessNumber, GraphState } from './state.ts';

/** The medium of a message: what is already known to be wrong with it, and what is still to be fetched. */
export interface SentMedia {
  kind: MediaKind | null;
  link: string | null;
  problem: string | null;
}

/** Looks at the medium of a message; an unknown upload is refused at once. */
export function sentMedia(state: GraphState, number: BusinessNumber, body: MessageBody): SentMedia {
  const kind = mediaKinds.find((one) => one === body.type) ?? null;
  if (kind === null) return { kind, link: null, problem: null };
  const medium = mediumOf(body);
  if (medium?.id === undefined) return { kind, link: medium?.link ?? null, problem: null };
  const file = state.media.get(medium.id);
  if (file === undefined || file.number !== number) {
    throw new GraphRefusal(131009, { details: `Media ID ${medium.id} is not known to this phone number.` });
  }
  return { kind, link: null, problem: mediaProblem(kind, file.mime_type, file.bytes.length) };
}

function mediumOf(body: MessageBody): { id?: string | undefined; link?: string | undefined } | null {
  switch (body.type) {
    case 'image':
      return body.image;
    case 'video':
      return body.video;
    case 'audio':
      return body.audio;
    case 'document':
      return body.document;
    case 'sticker':
      return body.sticker;
    default:
      return null;
  }
}

const loopback = /^(127\.|localhost$|\[::1\]$)/;

/**
 * Fetches the linked file as Meta would, and says what is wrong with it. The simulator never leaves the
 * machine: links to anywhere else count as good.
 */
export async function linkProblem(medium: SentMedia): Promise<string | null> {
  const { kind, link } = medium;
  if (kind === null || link === null || !loopback.test(new URL(link).hostname)) return null;
  try {
    const response = await fetch(link, { signal: AbortSignal.timeout(5000) });
    const bytes = await response.arrayBuffer();
    if (!response.ok) return `Downloading media from weblink failed with http code ${response.status}`;
    return mediaProblem(kind, response.headers.get('content-type') ?? '', bytes.byteLength);
  } catch {
    return 'Downloading media from weblink failed: the host cannot be reached';
  }
}
