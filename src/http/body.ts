import type { IncomingMessage } from 'node:http';
import { bodyTooLarge } from './problem.ts';

/** The caller hung up before its request was complete; there is nobody left to answer. */
export class CallerGone extends Error {
  constructor(cause?: unknown) {
    super('The caller closed the connection before the request was complete.', { cause });
    this.name = 'CallerGone';
  }
}

function announcedLength(value: string | null | undefined): number {
  return value && /^\d+$/.test(value) ? Number(value) : 0;
}

/**
 * Reads from the socket's own stream: a body that came in one piece, as nearly all webhooks do, is returned as it
 * is, without the copy and the web stream that `request.arrayBuffer()` costs.
 */
function readIncoming(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  if (announcedLength(incoming.headers['content-length']) > limit) return Promise.reject(bodyTooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return settle(() => reject(bodyTooLarge(limit)));
      chunks.push(chunk);
    };
    const onEnd = () => {
      const [first = Buffer.alloc(0)] = chunks;
      settle(() => resolve(chunks.length > 1 ? Buffer.concat(chunks, length) : first));
    };
    // After an abort Node emits both; `close` alone comes when the stream was destroyed from our side.
    const onGone = (error?: Error) => settle(() => reject(new CallerGone(error)));
    const settle = (finish: () => void) => {
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      // An emitter without a listener for errors throws them.
      incoming.on('error', () => {});
      incoming.pause();
      finish();
    };
    if (incoming.destroyed) return onGone();
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

async function readRequest(request: Request, limit: number): Promise<Buffer> {
  if (announcedLength(request.headers.get('content-length')) > limit) throw bodyTooLarge(limit);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limit) throw bodyTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/**
 * The body's bytes exactly as they came, never more than `limit` of them (a problem 413 beyond). A body can be
 * read once. `incoming` is Node's request where there is one; without it the web request is read.
 */
export function readBody(
  request: Request,
  incoming: IncomingMessage | undefined,
  limit: number,
): Promise<Buffer> {
  return incoming ? readIncoming(incoming, limit) : readRequest(request, limit);
}

/**
 * The body's bytes as they come. Who stops reading leaves the connection as it is, so that the caller still gets an
 * answer. @throws CallerGone when the caller hangs up
 */
export async function* streamBody(
  request: Request,
  incoming: IncomingMessage | undefined,
): AsyncIterable<Uint8Array> {
  try {
    yield* incoming?.iterator({ destroyOnReturn: false }) ?? request.body ?? [];
  } catch (error) {
    throw new CallerGone(error);
  }
}
