import type { Command } from 'commander';
import { z } from 'zod';
import { moment } from './layout.ts';
import { memberIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging, words } from './options.ts';
import type { Session } from './session.ts';

const memberShape = z.object({
  id: z.string(),
  name: z.string(),
  locale: z.string().nullable(),
  role: z.string(),
  teams: z.array(z.string()),
  created_at: z.string(),
});

interface MemberOptions {
  name?: string;
  role?: string;
  teams?: string[];
  locale?: string;
}

/** `parley members`: the people of the business. */
export function registerMembers(program: Command, session: Session): void {
  const members = program.command('members').description('the people of the business');
  withExample(
    withPaging(members.command('list').description('list the members')).action((options: PagingOptions) =>
      list(session, options),
    ),
    'members list',
  );
  withExample(
    withDescription(
      members.command('add').description('add a member; what they may do is said by their keys'),
    )
      .requiredOption('--name <name>', 'what they are called')
      .action((options: MemberOptions) => add(session, options)),
    'members add --name "Niran" --role agent --teams support,sales',
  );
  withExample(
    withDescription(members.command('change').description('change what is said of a member'))
      .argument('<member>', 'their id or name')
      .option('--name <name>', 'what they are called from now on')
      .action((named: string, options: MemberOptions) => change(session, named, options)),
    'members change Niran --teams support',
  );
  withExample(
    members
      .command('remove')
      .description('remove a member: their keys end at once, what they wrote stays theirs')
      .argument('<member>', 'their id or name')
      .option('--yes', 'without asking')
      .action((named: string, options: { yes?: boolean }) => remove(session, named, options)),
    'members remove Niran',
  );
}

function withDescription(command: Command): Command {
  return command
    .option('--role <role>', 'what they do, in your own words')
    .option('--teams <teams>', 'all their teams, separated by commas', words)
    .option('--locale <locale>', 'their language, such as th-TH');
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/members', {}, memberShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name, flexible: true },
      { title: 'ROLE', value: ({ role }) => role },
      { title: 'TEAMS', value: ({ teams }) => teams.join(','), flexible: true },
      { title: 'LANGUAGE', value: ({ locale }) => locale },
      { title: 'SINCE', value: ({ created_at }) => moment(created_at) },
    ],
    'There are no members yet; add one with `members add`.',
  );
}

async function add(session: Session, body: MemberOptions): Promise<void> {
  const answer = await session.api.call('POST', '/api/v1/members', memberShape, { body });
  session.show(answer, ({ id, name }) => `Added ${name} as ${id}.\nA key: keys create --member ${id}`);
}

async function change(session: Session, named: string, body: MemberOptions): Promise<void> {
  const { api } = session;
  const answer = await api.call('PATCH', await pathOf(session, named), memberShape, { body });
  session.show(answer, ({ name }) => `Changed ${name}.`);
}

async function remove(session: Session, named: string, { yes = false }: { yes?: boolean }): Promise<void> {
  const path = await pathOf(session, named);
  await session.confirm(`Remove "${named}"? Their keys end at once.`, yes);
  session.show(await session.api.call('DELETE', path, z.null()), () => 'Removed.');
}

async function pathOf({ api }: Session, named: string): Promise<string> {
  return `/api/v1/members/${await memberIdOf(api, named)}`;
}
