import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import { Problem } from '../errors.ts';
import type { Exchange } from './route.ts';

/** A file in the body of a request, on its way in. */
export interface IncomingFile {
  bytes: AsyncIterable<Uint8Array>;
  /** As the caller says; undefined when they do not. */
  contentType: string | undefined;
  /** Only in a form. */
  fileName: string | undefined;
}

// What stands in a form beside the file is short.
const limits = { files: 1, fields: 20, fieldSize: 10_000 };

/**
 * Hands the file of a request to `take` while it comes in: the first one of a form (`multipart/form-data`), else
 * the whole body.
 *
 * @throws Problem 400 for a form that cannot be read or holds no file
 */
export async function receiveFile<Result>(
  exchange: Exchange,
  take: (file: IncomingFile) => Promise<Result>,
): Promise<Result> {
  const contentType = exchange.headers.get('content-type') ?? undefined;
  if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) {
    return take({ bytes: exchange.stream(), contentType, fileName: undefined });
  }
  return fromForm(exchange, contentType, take);
}

async function fromForm<Result>(
  exchange: Exchange,
  contentType: string,
  take: (file: IncomingFile) => Promise<Result>,
): Promise<Result> {
  const form = formReader(contentType);
  const stopped = new AbortController();
  let file: Readable | undefined;
  const taken = new Promise<Result>((resolve, reject) => {
    form.once('file', (_field: string, bytes: Readable, name: string, _encoding: string, type: string) => {
      file = bytes;
      take({ bytes, contentType: type, fileName: name || undefined }).then(resolve, reject);
    });
    form.once('finish', () => {
      if (!file) reject(formProblem('It holds no file.'));
    });
    form.once('error', (error: unknown) => reject(formProblem(wordsOf(error))));
  });
  // Whichever ends first decides: a file that is too large is not read to its end.
  const fed = feed(form, exchange.stream(), stopped.signal);
  try {
    return await Promise.race([taken, fed.then(() => taken)]);
  } finally {
    stopped.abort();
    // What is still read of it would never end.
    file?.destroy();
    // Nobody waits for these any more.
    taken.catch(() => {});
    fed.catch(() => {});
  }
}

type FormReader = InstanceType<typeof Busboy>;

function formReader(contentType: string): FormReader {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (error) {
    throw formProblem(wordsOf(error));
  }
}

async function feed(form: FormReader, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  for await (const chunk of bytes) {
    if (signal.aborted) return;
    if (!form.write(chunk)) await once(form, 'drain', { signal });
  }
  form.end();
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.message}.` : 'It cannot be read.';
}

function formProblem(why: string): Problem {
  return new Problem({
    status: 400,
    code: 'malformed_form',
    detail: `The form is not usable: ${why}`,
    fix: 'Send multipart/form-data with one file in it, or the file itself as the body with its Content-Type.',
  });
}
