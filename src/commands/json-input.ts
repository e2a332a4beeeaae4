import { z } from 'zod';
import { CommandError } from './connection.ts';
import { contentOf } from './credentials-input.ts';

/** A JSON file, or standard input when it is `-`, in a form. */
export async function jsonFrom<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse(await contentOf(file));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} is no JSON: ${error instanceof Error ? error.message : error}.`);
  }
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  throw new CommandError(`${file} does not hold what is wanted: ${z.prettifyError(result.error)}`);
}
