import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from './connection.ts';
import { readSecret } from './credentials-input.ts';
import { moment, record } from './layout.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const appShape = z.object({
  id: z.string(),
  family: z.string(),
  app_id: z.string().nullable(),
  secrets: z.array(z.object({ id: z.string(), fingerprint: z.string(), created_at: z.string() })),
  account_ids: z.array(z.string()),
  created_at: z.string(),
});

type AppView = z.infer<typeof appShape>;

const appArgument = ['<app>', 'its id, as `apps list` shows it'] as const;

/** `parley apps`: what signs the webhooks of several accounts, and the rotation of its secrets. */
export function registerApps(program: Command, session: Session): void {
  const apps = program
    .command('apps')
    .description('what signs webhooks: a platform’s apps and their secrets');
  registerReading(apps, session);
  withExample(
    apps
      .command('add-secret')
      .description('give an app a new secret; the older ones stay valid until they are removed')
      .argument(...appArgument)
      .option('--secret-file <path>', 'take it from a file; - is standard input')
      .action((id: string, options: { secretFile?: string }) => addSecret(session, id, options)),
    'apps add-secret 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
  withExample(
    apps
      .command('remove-secret')
      .description('end an older secret of an app')
      .argument(...appArgument)
      .argument('<secret>', 'its id, as `apps show` shows it')
      .action((id: string, secret: string) => change(session, id, { remove_secret_id: secret })),
    'apps remove-secret 01a20a7c-1a5e-7000-9f92-fd95c07cc354 01a20a7c-2b6f-7000-8a01-6f1d2c3b4a59',
  );
  withExample(
    apps
      .command('delete')
      .description('erase the secrets of an app; its accounts must be disconnected before')
      .argument(...appArgument)
      .option('--yes', 'without asking')
      .action((id: string, options: { yes?: boolean }) => erase(session, id, options)),
    'apps delete 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

function registerReading(apps: Command, session: Session): void {
  withExample(
    withPaging(apps.command('list').description('list the apps behind the connected accounts')).action(
      (options: PagingOptions) => list(session, options),
    ),
    'apps list',
  );
  withExample(
    apps
      .command('show')
      .description('show an app with its secrets, which themselves are never shown, and its accounts')
      .argument(...appArgument)
      .action((id: string) => show(session, id)),
    'apps show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/apps', {}, appShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'FAMILY', value: ({ family }) => family },
      { title: 'ITS ID', value: ({ app_id }) => app_id },
      { title: 'SECRETS', value: ({ secrets }) => secrets.length },
      { title: 'ACCOUNTS', value: ({ account_ids }) => account_ids.length },
      { title: 'SINCE', value: ({ created_at }) => moment(created_at) },
    ],
    'There are no apps; they come with the first account.',
  );
}

async function show(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('GET', pathOf(id), appShape);
  session.show(answer, (app) => describe(session, app));
}

function describe(session: Session, app: AppView): string {
  const facts = record([
    ['Id', app.id],
    ['Family', app.family],
    ['Its id there', app.app_id],
    ['Accounts', app.account_ids.join('\n')],
    ['Since', moment(app.created_at)],
  ]);
  const secrets = session.table(app.secrets, [
    { title: 'SECRET', value: ({ id }) => id },
    { title: 'FINGERPRINT', value: ({ fingerprint }) => fingerprint },
    { title: 'SINCE', value: ({ created_at }) => moment(created_at) },
  ]);
  return `${facts}\n\n${secrets}`;
}

async function addSecret(
  session: Session,
  id: string,
  { secretFile }: { secretFile?: string },
): Promise<void> {
  const secret = secretFile === undefined ? await askSecret(session) : await readSecret(secretFile);
  await change(session, id, { add_secret: secret });
}

/** A secret is no argument: arguments stay in the shell's history. */
function askSecret(session: Session): Promise<string> {
  if (session.interactive) return session.prompts.ask('The new secret (not shown)', { secret: true });
  throw new CommandError('Give the secret with --secret-file <path>, or - for standard input.');
}

async function change(session: Session, id: string, body: Record<string, string>): Promise<void> {
  const answer = await session.api.call('PATCH', pathOf(id), appShape, { body });
  session.show(answer, (app) => describe(session, app));
}

async function erase(session: Session, id: string, { yes = false }: { yes?: boolean }): Promise<void> {
  await session.confirm('Erase the secrets of this app? What they sign is refused from then on.', yes);
  session.show(await session.api.call('DELETE', pathOf(id), z.null()), () => 'Erased.');
}

function pathOf(id: string): string {
  return `/api/v1/apps/${encodeURIComponent(id)}`;
}
