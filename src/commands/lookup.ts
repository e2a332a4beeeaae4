import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const namedShape = z.object({ id: z.string(), name: z.string() });

/** The id of an account that is named by its id or by its name, which people remember. */
export async function accountIdOf(api: Api, named: string): Promise<string> {
  if (idForm.test(named)) return named;
  const everything = { limit: Number.POSITIVE_INFINITY };
  const { value } = await api.list('/api/v1/accounts', {}, namedShape, everything);
  const found = value.data.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  if (!only)
    throw new CommandError(`There is no account "${named}"; \`account list\` shows which there are.`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new CommandError(`Several accounts are called "${named}"; give the id of one: ${ids}.`);
}
