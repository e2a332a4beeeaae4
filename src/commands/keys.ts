import type { Command } from 'commander';
import { z } from 'zod';
import { moment } from './layout.ts';
import { memberIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging, words } from './options.ts';
import type { Session } from './session.ts';

const keyShape = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  member_id: z.string().nullable(),
  last_used_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
});

interface ListOptions extends PagingOptions {
  member?: string;
}

interface NewKey {
  name: string;
  scopes: string[];
  member?: string;
}

/** `parley keys`: the API keys of a workspace. */
export function registerKeys(program: Command, session: Session): void {
  const keys = program.command('keys').description('API keys');
  withExample(
    withPaging(keys.command('list').description('list the keys'))
      .option('--member <member>', 'only those of this person, named by id or name')
      .action((options: ListOptions) => list(session, options)),
    'keys list',
  );
  withExample(
    keys
      .command('create')
      .description('make a key, which is shown only this once')
      .requiredOption('--name <name>', 'who will use it')
      .requiredOption(
        '--scopes <scopes>',
        'what it may do: admin, send, inbox, read; separated by commas',
        words,
      )
      .option('--member <member>', 'the person it belongs to, by id or name; without one it is a service’s')
      .action((options: NewKey) => create(session, options)),
    'keys create --name "shop backend" --scopes send,read',
  );
  withExample(
    keys
      .command('revoke')
      .description('end a key at once')
      .argument('<id>')
      .action((id: string) => revoke(session, id)),
    'keys revoke 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { api } = session;
  const query = { member_id: options.member && (await memberIdOf(api, options.member)) };
  const answer = await api.list('/api/v1/keys', query, keyShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'KEY', value: ({ prefix }) => `${prefix}…` },
      { title: 'NAME', value: ({ name }) => name, flexible: true },
      { title: 'SCOPES', value: ({ scopes }) => scopes.join(',') },
      { title: 'MEMBER', value: ({ member_id }) => member_id },
      { title: 'LAST USED', value: ({ last_used_at }) => moment(last_used_at) },
      { title: 'REVOKED', value: ({ revoked_at }) => moment(revoked_at) },
    ],
    'No key has been made yet; make one with `keys create`.',
  );
}

async function create(session: Session, { name, scopes, member }: NewKey): Promise<void> {
  const { api } = session;
  const body = { name, scopes, ...(member && { member_id: await memberIdOf(api, member) }) };
  const answer = await api.call('POST', '/api/v1/keys', z.object({ key: z.string() }), { body });
  session.show(answer, ({ key }) => key);
  if (!session.json) session.hint('Keep it now: it is not shown again.');
}

async function revoke(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('DELETE', `/api/v1/keys/${encodeURIComponent(id)}`, z.null());
  session.show(answer, () => 'Revoked.');
}
