import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from './connection.ts';
import { moment } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const deadShape = z.object({
  id: z.string(),
  kind: z.string(),
  reference: z.string(),
  reason: z.string(),
  attempts: z.int(),
  died_at: z.string(),
});

const redrivenShape = z.object({ id: z.string(), kind: z.string(), reference: z.string() });
const redrivenAllShape = z.object({ redriven: z.int(), more: z.boolean() });

interface FilterOptions {
  account?: string;
  kind?: string;
  reason?: string;
}

/** `parley dead`: work that was given up. */
export function registerDead(program: Command, session: Session): void {
  const dead = program.command('dead').description('work that was given up');
  withExample(
    withFilters(withPaging(dead.command('list').description('list it, with the reasons'))).action(
      (options: PagingOptions & FilterOptions) => list(session, options),
    ),
    'dead list --reason 131047',
  );
  withExample(
    withFilters(
      dead
        .command('redrive')
        .description('bring it back: a message is sent again as far as it has not arrived')
        .argument('[id]')
        .option('--all', 'everything that matches, instead of one'),
    ).action((id: string | undefined, options: FilterOptions & { all?: boolean }) =>
      options.all ? redriveAll(session, id, options) : redrive(session, id, options),
    ),
    'dead redrive 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
    'dead redrive --all --account Shop',
  );
  withExample(
    dead
      .command('discard')
      .description('forget it: a message stays failed, and cannot be brought back')
      .argument('<id>')
      .action((id: string) => discard(session, id)),
    'dead discard 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

function withFilters(command: Command): Command {
  return command
    .option('--account <account>', 'only what was to go through this account, named by its id or name')
    .option('--kind <kind>', 'only this kind, such as send')
    .option('--reason <text>', 'only those whose reason holds this text, such as a platform’s code');
}

async function filterOf(session: Session, { account, kind, reason }: FilterOptions) {
  return { account_id: account && (await accountIdOf(session.api, account)), kind, reason };
}

async function list(session: Session, options: PagingOptions & FilterOptions): Promise<void> {
  const filter = await filterOf(session, options);
  const answer = await session.api.list('/api/v1/dead', filter, deadShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'GIVEN UP', value: ({ died_at }) => moment(died_at) },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'ABOUT', value: ({ reference }) => reference },
      { title: 'TRIES', value: ({ attempts }) => attempts },
      { title: 'REASON', value: ({ reason }) => reason, flexible: true },
    ],
    'Nothing was given up.',
  );
}

async function redrive(session: Session, id: string | undefined, options: FilterOptions): Promise<void> {
  if (id === undefined || options.account || options.kind || options.reason) {
    throw new CommandError('Give the id of one, or --all with what it must match.');
  }
  const path = `/api/v1/dead/${encodeURIComponent(id)}/redrive`;
  const answer = await session.api.call('POST', path, redrivenShape);
  session.show(answer, ({ kind, reference }) => `Queued again: ${kind} ${reference}.`);
}

// The hub brings back some hundreds at once, so that other work gets its turn in between.
const atOnce = 500;

async function redriveAll(session: Session, id: string | undefined, options: FilterOptions): Promise<void> {
  if (id !== undefined) throw new CommandError('Give the id of one, or --all with what it must match.');
  const body = { ...(await filterOf(session, options)), limit: atOnce };
  let redriven = 0;
  for (let more = true; more; ) {
    const { value } = await session.api.call('POST', '/api/v1/dead/redrive', redrivenAllShape, { body });
    redriven += value.redriven;
    more = value.more && value.redriven > 0;
  }
  session.show({ json: { redriven, more: false }, value: redriven }, (count) => `Queued again: ${count}.`);
}

async function discard(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('DELETE', `/api/v1/dead/${encodeURIComponent(id)}`, z.null());
  session.show(answer, () => 'Forgotten.');
}
