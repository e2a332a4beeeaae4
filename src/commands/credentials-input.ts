import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CommandError } from './connection.ts';

/** Credentials as they were given; a list where a name was given several values, as secrets may be. */
export type GivenCredentials = Record<string, string | string[]>;

/** `name=value` arguments → credentials. */
export function parsePairs(pairs: readonly string[]): GivenCredentials {
  const credentials: GivenCredentials = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at <= 0) {
      throw new CommandError(`"${pair}" is not of the form name=value, for example access_token=EAAG….`);
    }
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    const earlier = credentials[name];
    credentials[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return credentials;
}

/** What was given with a file and as arguments, which go first. */
export async function givenCredentials(
  path: string | undefined,
  pairs: readonly string[],
): Promise<GivenCredentials> {
  const fromFile = path === undefined ? {} : await readCredentials(path);
  return { ...fromFile, ...parsePairs(pairs) };
}

const objectShape = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** The credentials of a file, or of standard input when it is `-`: a JSON object, or lines of `name=value`. */
export async function readCredentials(path: string): Promise<GivenCredentials> {
  const content = (await contentOf(path)).trim();
  if (!content.startsWith('{')) return parsePairs(linesOf(content));
  const parsed = objectShape.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `The credentials in ${nameOf(path)} cannot be read: give a JSON object of texts, or lines of name=value.`,
  );
}

/** One secret out of a file, or of standard input when it is `-`. */
export async function readSecret(path: string): Promise<string> {
  const secret = (await contentOf(path)).trim();
  if (secret !== '') return secret;
  throw new CommandError(`There is no secret in ${nameOf(path)}.`);
}

/** The content of a file, or of standard input when it is `-`. */
export async function contentOf(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function linesOf(content: string): string[] {
  const lines = content.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
