import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import { LineRefusal, refusals } from './errors.ts';

// https://developers.line.biz/en/reference/messaging-api/#status-codes
const longestBody = 2 * 1024 * 1024;

/** The JSON body of a request. */
export function jsonBody(c: Context<SimulatorEnv>): unknown {
  const bytes = c.get('bytes');
  if (bytes.length > longestBody) throw refusals.tooLarge();
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new LineRefusal(415, { message: `The content type, ${type}, is not supported` });
  }
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const { line, column } = placeOf(text, error);
    throw new LineRefusal(400, {
      message: `The request body could not be parsed as JSON (line: ${line}, column: ${column})`,
    });
  }
}

/** Where parsing failed, read from the engine's message; the end when it names no place. */
function placeOf(text: string, error: unknown): { line: number; column: number } {
  const found = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  const before = text.slice(0, found === undefined ? text.length : Number(found)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
