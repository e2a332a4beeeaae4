import { storableJson, storableText } from '../../storable.ts';

/** What a tool answered, as the model gets it. */
export interface Reading {
  /** JSON as it is, text as a string. */
  data: unknown;
  /** It was longer, and the rest is missing. */
  cut: boolean;
}

// About 16 000 tokens: more costs too much and says too little.
const mostBytes = 64 * 1024;

/** Reads an answer that a model can understand; null: it is neither JSON nor text. */
export async function readAnswer(response: Response): Promise<Reading | null> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!isReadable(type)) {
    await response.body?.cancel();
    return null;
  }
  const { text, cut } = await beginningOf(response);
  if (cut || !isJson(type)) return { data: storableText(text), cut };
  try {
    return { data: text.trim() === '' ? null : JSON.parse(storableJson(text)), cut };
  } catch {
    return { data: storableText(text), cut };
  }
}

// An answer without a body often has no type either.
function isReadable(type: string): boolean {
  return type === '' || type.startsWith('text/') || isJson(type) || /[/+]xml$/.test(type);
}

function isJson(type: string): boolean {
  return /[/+]json$/.test(type);
}

async function beginningOf(response: Response): Promise<{ text: string; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop ends the reading.
    if (size > mostBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, mostBytes);
  // Of a character that was cut through the beginning would remain.
  const text = new TextDecoder('utf-8').decode(bytes, { stream: size > mostBytes });
  return { text, cut: size > mostBytes };
}
