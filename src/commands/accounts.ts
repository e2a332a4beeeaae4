import type { Command } from 'commander';
import { z } from 'zod';
import { registerAccountAdd } from './account-add.ts';
import { registerAccountCare } from './account-care.ts';
import { registerAccountCredentials } from './account-credentials.ts';
import { accountShape, describeAccount } from './account-view.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

/** `parley account`: connecting accounts and looking after them. */
export function registerAccounts(program: Command, session: Session): void {
  const account = program.command('account').description('connected accounts');
  registerReading(account, session);
  registerAccountAdd(account, session);
  registerAccountCare(account, session);
  registerAccountCredentials(account, session);
  registerChanging(account, session);
}

function registerReading(account: Command, session: Session): void {
  withExample(
    withPaging(account.command('list').description('list the connected accounts')).action(
      (options: PagingOptions) => list(session, options),
    ),
    'account list',
  );
  withExample(
    account
      .command('show')
      .description('show an account with its callback URL and verify token')
      .argument('<account>', 'its id or name')
      .action((named: string) => show(session, named)),
    'account show Shop',
  );
}

function registerChanging(account: Command, session: Session): void {
  withExample(
    account
      .command('rename')
      .description('call an account something else')
      .argument('<account>', 'its id or name')
      .argument('<name>', 'what people call it from now on')
      .action((named: string, name: string) => rename(session, named, name)),
    'account rename Shop "Shop in Bangkok"',
  );
  withExample(
    account
      .command('delete')
      .description('disconnect an account: its secrets are erased, its history stays')
      .argument('<account>', 'its id or name')
      .option('--yes', 'without asking')
      .action((named: string, options: { yes?: boolean }) => disconnect(session, named, options)),
    'account delete Shop',
  );
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/accounts', {}, accountShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'PLATFORM', value: ({ platform }) => platform },
      { title: 'ITS ID', value: ({ external_id }) => external_id },
      { title: 'NAME', value: ({ name }) => name, flexible: true },
      { title: 'WEBHOOK', value: ({ webhook }) => (webhook.is_verified ? 'verified' : null) },
    ],
    'No account is connected yet; connect one with `account add`.',
  );
}

async function show(session: Session, named: string): Promise<void> {
  const { api } = session;
  const answer = await api.call('GET', `/api/v1/accounts/${await accountIdOf(api, named)}`, accountShape);
  session.show(answer, describeAccount);
}

async function rename(session: Session, named: string, name: string): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}`;
  const answer = await api.call('PATCH', path, accountShape, { body: { name } });
  session.show(answer, (account) => `It is called "${account.name}" now.`);
}

async function disconnect(
  session: Session,
  named: string,
  { yes = false }: { yes?: boolean },
): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}`;
  const { name, platform } = (await api.call('GET', path, accountShape)).value;
  await session.confirm(
    `Disconnect "${name}" (${platform})? Its secrets are erased, its history stays.`,
    yes,
  );
  session.show(await api.call('DELETE', path, z.null()), () => `Disconnected "${name}".`);
}
