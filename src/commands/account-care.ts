import type { Command } from 'commander';
import { z } from 'zod';
import { problemLines, problemShape, setUpWebhook, tryConnection } from './connection-check.ts';
import { moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { withExample, words } from './options.ts';
import type { Session } from './session.ts';

const infoShape = z.object({
  page_id: z.string(),
  page_name: z.string().nullable(),
  page_url: z.string().nullable(),
  avatar_url: z.string().nullable(),
  follower_count: z.number().nullable(),
  verification_status: z.string().nullable(),
  capabilities: z.array(z.string()),
  standing: z.object({
    can_send: z.string(),
    quality: z.object({ rating: z.string(), level: z.string() }).nullable(),
    limit: z
      .object({ what: z.string(), limit: z.number().nullable(), used: z.number().nullable() })
      .nullable(),
    problems: z.array(problemShape),
  }),
});

const healthShape = z.object({
  state: z.string(),
  checked_at: z.string().nullable(),
  changed_at: z.string().nullable(),
  checks: z.array(
    z.object({ name: z.string(), state: z.string(), cause: z.string(), fix: z.string().nullable() }),
  ),
});

type InfoView = z.infer<typeof infoShape>;
type HealthView = z.infer<typeof healthShape>;

/** Commands with which an account explains itself, and is mended. */
export function registerAccountCare(account: Command, session: Session): void {
  withExample(
    account
      .command('test')
      .description('try the connection: whether the platform takes the credentials, and how it answers')
      .argument('<account>', 'its id or name')
      .action((named: string) => test(session, named)),
    'account test Shop',
  );
  withExample(
    account
      .command('info')
      .description('show what the account is, as its platform shows it')
      .argument('<account>', 'its id or name')
      .action((named: string) => info(session, named)),
    'account info Shop',
  );
  withExample(
    account
      .command('health')
      .description('show how the account is, check by check; exit code 1 when it is failing')
      .argument('<account>', 'its id or name')
      .option('--refresh', 'look now, instead of telling what was found last')
      .action((named: string, options: { refresh?: boolean }) => health(session, named, options)),
    'account health Shop --refresh',
  );
  withExample(
    account
      .command('webhook')
      .description('subscribe the webhook at the platform, and say what is left to do by hand')
      .argument('<account>', 'its id or name')
      .option('--events <fields>', 'fields of the platform, separated by commas', words)
      .action((named: string, options: { events?: string[] }) => webhook(session, named, options)),
    'account webhook Shop',
  );
}

async function test(session: Session, named: string): Promise<void> {
  const { answer, words } = await tryConnection(session.api, await accountIdOf(session.api, named));
  session.show(answer, () => words);
  if (!answer.value.success) session.fail();
}

async function webhook(session: Session, named: string, { events }: { events?: string[] }): Promise<void> {
  const id = await accountIdOf(session.api, named);
  const { answer, words } = await setUpWebhook(session.api, id, events);
  session.show(answer, () => words);
  if (!answer.value.success) session.fail();
}

async function info(session: Session, named: string): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}/info`;
  session.show(await api.call('GET', path, infoShape), describeInfo);
}

function describeInfo(info: InfoView): string {
  const { can_send, quality, limit, problems } = info.standing;
  const facts = record([
    ['Its id there', info.page_id],
    ['Name', info.page_name],
    ['Page', info.page_url],
    ['Picture', info.avatar_url],
    ['Followers', info.follower_count ?? undefined],
    ['Verification', info.verification_status],
    ['Can send', can_send],
    ['Quality', quality ? `${quality.rating} (${quality.level})` : undefined],
    ['Limit', limit ? describeLimit(limit) : undefined],
    ['Capabilities', info.capabilities.join(', ')],
  ]);
  return [facts, problemLines(problems)].filter(Boolean).join('\n\n');
}

function describeLimit({ what, limit, used }: NonNullable<InfoView['standing']['limit']>): string {
  return `${what}: ${limit ?? 'no limit'}${used === null ? '' : `, ${used} used`}`;
}

async function health(session: Session, named: string, { refresh }: { refresh?: boolean }): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}/health`;
  const query = refresh ? { refresh: 'true' } : {};
  const answer = await api.call('GET', path, healthShape, { query });
  session.show(answer, describeHealth);
  if (answer.value.state === 'failing') session.fail();
}

function describeHealth({ state, checked_at, changed_at, checks }: HealthView): string {
  if (checked_at === null) return 'Nobody has looked yet; --refresh looks now.';
  const heading = `${state}, as of ${moment(checked_at)}; so since ${moment(changed_at)}`;
  const width = Math.max(...checks.map(({ state }) => state.length));
  const lines = checks.map(
    ({ name, state, cause, fix }) =>
      `${state.padEnd(width)}  ${name}: ${cause}${fix ? `\n${' '.repeat(width + 2)}${fix}` : ''}`,
  );
  return [heading, '', ...lines].join('\n');
}
