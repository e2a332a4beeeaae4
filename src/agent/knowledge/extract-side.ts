import { parentPort, workerData } from 'node:worker_threads';
import { extractPieces, Unreadable } from './extract.ts';
import type { ExtractAnswer, ExtractRequest } from './extract-aside.ts';

// The thread that reads one document; it ends with it.

async function answer({ format, bytes }: ExtractRequest): Promise<ExtractAnswer> {
  try {
    return { pieces: await extractPieces(format, bytes) };
  } catch (error) {
    if (error instanceof Unreadable) return { reason: error.message };
    throw error;
  }
}

// Only `extract-aside.ts` starts it, with such a request.
parentPort?.postMessage(await answer(workerData as ExtractRequest));
