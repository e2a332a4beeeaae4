import type { Command } from 'commander';
import { z } from 'zod';
import { registerAccountAdd } from './account-add.ts';
import { registerAccountCare } from './account-care.ts';
import { type AccountView, accountIdOf, accountShape } from './account-lookup.ts';
import { CommandError } from './connection.ts';
import { moment, record } from './layout.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

/** `parley account`: connecting accounts and looking after them. */
export function registerAccounts(program: Command, session: Session): void {
  const account = program.command('account').description('connected accounts');
  registerAccountAdd(account, session);
  registerAccountCare(account, session);
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

/** An account for people. */
export function describeAccount(account: AccountView): string {
  return record([
    ['Id', account.id],
    ['Name', account.name],
    ['Platform', account.platform],
    ['Its id there', account.external_id],
    ['Callback URL', account.webhook.url],
    ['Verify token', account.webhook.verify_token ?? undefined],
    ['Handshake', account.webhook.verify_token && (account.webhook.is_verified ? 'passed' : 'not yet')],
    ...Object.entries(account.settings),
    ['Connected', moment(account.created_at)],
    ['Changed', moment(account.updated_at)],
  ]);
}

async function rename(session: Session, named: string, name: string): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}`;
  const answer = await api.call('PATCH', path, accountShape, { body: { name } });
  session.show(answer, (account) => `It is called "${account.name}" now.`);
}

async function disconnect(session: Session, named: string, { yes }: { yes?: boolean }): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}`;
  if (!yes) await confirmDisconnecting(session, (await api.call('GET', path, accountShape)).value);
  const answer = await api.call('DELETE', path, z.null());
  session.show(answer, () => 'Disconnected. Its secrets are erased, its history stays.');
}

async function confirmDisconnecting(session: Session, { name, platform }: AccountView): Promise<void> {
  const what = `"${name}" (${platform})`;
  if (!session.interactive) throw new CommandError(`Add --yes to disconnect ${what} without being asked.`);
  const question = `Disconnect ${what}? Its secrets are erased, its history stays.`;
  if (!(await session.prompts.confirm(question, false))) throw new CommandError('Nothing was changed.');
}
