import { timingSafeEqual } from 'node:crypto';
import type { Content, MediaItem } from '../conversations/content.ts';
import { mapMediaItems } from '../conversations/media-items.ts';
import type { PublicMessage } from '../conversations/message.ts';

/** What links are made with. */
export interface MediaLinkOptions {
  /** Signatures by the installation's keys, newest first; only the newest signs. */
  fingerprints(text: string): string[];
  publicUrl(): string;
  now(): number;
  /** How long a link for the business works (ms). */
  linkMs: number;
  /** How long a link works that was sent to a person (ms). */
  sharedLinkMs: number;
}

// Links made within the same hour are the same one, so that what fetches them can keep what it has.
const roundMs = 60 * 60_000;

/** Links that open one medium to whoever has them, for a while. */
export class MediaLinks {
  readonly #options: MediaLinkOptions;

  constructor(options: MediaLinkOptions) {
    this.#options = options;
  }

  /** A link for the business itself. */
  link(mediaId: string): string {
    return this.until(mediaId, this.#options.now() + this.#options.linkMs);
  }

  /** A link that a person gets, who may open it long afterwards. */
  shared(mediaId: string): string {
    return this.until(mediaId, this.#options.now() + this.#options.sharedLinkMs);
  }

  /** A link that works until about this time (ms), never less. */
  until(mediaId: string, time: number): string {
    const expires = String(Math.ceil(time / roundMs) * (roundMs / 1000));
    const [signature = ''] = this.#signatures(mediaId, expires);
    const query = new URLSearchParams({ expires, signature });
    return `${this.#options.publicUrl()}/api/v1/media/${mediaId}?${query}`;
  }

  /** Whether a link is one of ours; `expired` when it was. */
  check(mediaId: string, expires: string, signature: string): 'valid' | 'expired' | 'forged' {
    const given = Buffer.from(signature);
    const isOurs = this.#signatures(mediaId, expires).some((text) => {
      const expected = Buffer.from(text);
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
    if (!isOurs) return 'forged';
    return Number(expires) * 1000 > this.#options.now() ? 'valid' : 'expired';
  }

  /** The content with a link for each medium that is there. */
  inContent<C extends Content>(content: C): C {
    return mapMediaItems(content, (item) => this.#linked(item));
  }

  /** A message with links in its content and in its parts. */
  inMessage<M extends Pick<PublicMessage, 'content' | 'parts'>>(message: M): M {
    const parts = message.parts?.map((part) => ({ ...part, content: this.inContent(part.content) }));
    return { ...message, content: this.inContent(message.content), ...(parts && { parts }) };
  }

  #linked(item: MediaItem): MediaItem {
    if (item.status !== 'ready' || item.media_id === undefined) return item;
    return { ...item, url: this.link(item.media_id) };
  }

  #signatures(mediaId: string, expires: string): string[] {
    return this.#options.fingerprints(`media link\n${mediaId}\n${expires}`);
  }
}
