import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';

/** An account as the API shows it, as far as commands need it. */
export const accountShape = z.object({
  id: z.string(),
  platform: z.string(),
  name: z.string(),
  external_id: z.string().nullable(),
  webhook: z.object({ url: z.string(), verify_token: z.string().nullable(), is_verified: z.boolean() }),
  settings: z.record(z.string(), z.string()),
  created_at: z.string(),
  updated_at: z.string(),
});

/** One connected account. */
export type AccountView = z.infer<typeof accountShape>;

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of an account that is named by its id or by its name, which people remember. */
export async function accountIdOf(api: Api, named: string): Promise<string> {
  if (idForm.test(named)) return named;
  const everything = { limit: Number.POSITIVE_INFINITY };
  const { value } = await api.list('/api/v1/accounts', {}, accountShape, everything);
  const found = value.data.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  if (!only) throw new CommandError(`No account is called "${named}"; \`account list\` shows them all.`);
  const ids = found.map(({ id, platform }) => `${id} (${platform})`).join(', ');
  throw new CommandError(`Several accounts are called "${named}"; give the id of one: ${ids}.`);
}
