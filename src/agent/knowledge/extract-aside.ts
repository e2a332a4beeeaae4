import { Worker } from 'node:worker_threads';
import type { KnowledgeFormat } from './formats.ts';
import type { Piece } from './split.ts';

/** A document for the thread. */
export interface ExtractRequest {
  format: KnowledgeFormat;
  bytes: Uint8Array;
}

/** Its pieces, or why there are none. */
export type ExtractAnswer = { pieces: Piece[] } | { reason: string };

// A thousand pages of a PDF take some ten seconds.
const timeoutMs = 120_000;
// A file may be made to fill memory; then only its thread ends.
const memoryMb = 512;

/**
 * Reads a document in a thread of its own: a large or hostile one takes long or fills memory, and neither may stop
 * the hub.
 */
export async function extractAside(request: ExtractRequest): Promise<ExtractAnswer> {
  // Beside this file, which is TypeScript when it runs from source and JavaScript when it was built.
  const file = import.meta.url.replace(/extract-aside(\.[jt]s)(\?.*)?$/, 'extract-side$1');
  const worker = new Worker(new URL(file), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    // What a library prints about a file is no business of the log.
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => worker.terminate(), timeoutMs);
  try {
    return await new Promise<ExtractAnswer>((resolve) => {
      worker.once('message', (answer: ExtractAnswer) => resolve(answer));
      worker.once('error', (error: unknown) => resolve({ reason: reasonOf(error) }));
      worker.once('exit', () => resolve({ reason: 'Reading it took longer than two minutes. Divide it.' }));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'Reading it takes more memory than there is. Divide it.';
  return `Reading it failed: ${error instanceof Error ? error.message : String(error)}`;
}
