import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const namedShape = z.object({ id: z.string(), name: z.string() });

/** The id of an account that is named by its id or by its name, which people remember. */
export function accountIdOf(api: Api, named: string): Promise<string> {
  return idOf(api, named, { what: 'account', path: '/api/v1/accounts', list: 'account list' });
}

/** The id of a member who is named by id or name. */
export function memberIdOf(api: Api, named: string): Promise<string> {
  return idOf(api, named, { what: 'member', path: '/api/v1/members', list: 'members list' });
}

/** The id of a consumer that is named by its id or name. */
export function consumerIdOf(api: Api, named: string): Promise<string> {
  return idOf(api, named, { what: 'consumer', path: '/api/v1/consumers', list: 'consumers list' });
}

/** The id of a workspace that is named by its id or name. */
export function workspaceIdOf(api: Api, named: string): Promise<string> {
  return idOf(api, named, { what: 'workspace', path: '/api/v1/workspaces', list: 'workspaces list' });
}

/** Where things that have names are listed: by the API, and by which command. */
interface Directory {
  what: string;
  path: string;
  list: string;
}

async function idOf(api: Api, named: string, { what, path, list }: Directory): Promise<string> {
  if (idForm.test(named)) return named;
  const { value } = await api.list(path, {}, namedShape, { limit: Number.POSITIVE_INFINITY });
  const found = value.data.filter(({ name }) => name.toLowerCase() === named.toLowerCase());
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  if (!only) throw new CommandError(`There is no ${what} "${named}"; \`${list}\` shows which there are.`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new CommandError(`Several are called "${named}"; give the id of one, as \`${list}\` shows: ${ids}.`);
}
