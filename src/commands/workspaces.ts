import type { Command } from 'commander';
import { z } from 'zod';
import { moment } from './layout.ts';
import { workspaceIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const workspaceShape = z.object({ id: z.string(), name: z.string(), created_at: z.string() });

/** `parley workspaces`: the businesses of an installation, which share nothing. */
export function registerWorkspaces(program: Command, session: Session): void {
  const workspaces = program.command('workspaces').description('the businesses of this installation');
  withExample(
    withPaging(workspaces.command('list').description('list the workspaces')).action(
      (options: PagingOptions) => list(session, options),
    ),
    'workspaces list',
  );
  withExample(
    workspaces
      .command('create')
      .description('make a workspace; --workspace <name> then acts in it')
      .argument('<name>')
      .action((name: string) => create(session, name)),
    'workspaces create bakery',
  );
  withExample(
    workspaces
      .command('rename')
      .description('call a workspace something else')
      .argument('<workspace>', 'its id or name')
      .argument('<name>', 'what it is called from now on')
      .action((named: string, name: string) => rename(session, named, name)),
    'workspaces rename bakery "Bakery in Bangkok"',
  );
  withExample(
    workspaces
      .command('delete')
      .description('delete a workspace and all it holds; its accounts must be disconnected before')
      .argument('<workspace>', 'its id or name')
      .option('--yes', 'without asking')
      .action((named: string, options: { yes?: boolean }) => erase(session, named, options)),
    'workspaces delete bakery',
  );
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/workspaces', {}, workspaceShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name, flexible: true },
      { title: 'SINCE', value: ({ created_at }) => moment(created_at) },
    ],
    'There is no workspace.',
  );
}

async function create(session: Session, name: string): Promise<void> {
  const answer = await session.api.call('POST', '/api/v1/workspaces', workspaceShape, { body: { name } });
  session.show(answer, ({ id }) => `Made ${name} as ${id}.`);
}

async function rename(session: Session, named: string, name: string): Promise<void> {
  const path = `/api/v1/workspaces/${await workspaceIdOf(session.api, named)}`;
  const answer = await session.api.call('PATCH', path, workspaceShape, { body: { name } });
  session.show(answer, (workspace) => `It is called "${workspace.name}" now.`);
}

async function erase(session: Session, named: string, { yes = false }: { yes?: boolean }): Promise<void> {
  const path = `/api/v1/workspaces/${await workspaceIdOf(session.api, named)}`;
  await session.confirm(`Delete "${named}" with everything in it? It cannot be brought back.`, yes);
  session.show(await session.api.call('DELETE', path, z.null()), () => 'Deleted.');
}
