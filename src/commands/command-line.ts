import { Command } from 'commander';
import { ConfigError, loadConfig, printEnvExample } from '../config.ts';
import { Problem } from '../errors.ts';
import { version } from '../version.ts';
import { addAccount, listAccounts } from './accounts.ts';
import { CommandError, type Connection, findConnection } from './connection.ts';
import { customerSays, sendText, showEvents } from './messages.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const program = new Command('parley')
  .description('One self-hosted hub for social messaging.')
  .version(version)
  .option('--url <url>', 'the hub to talk to (PARLEY_URL)')
  .option('--key <key>', 'the key to use (PARLEY_KEY)')
  .showHelpAfterError('Run with --help to see how it is used.');

/** The hub that a command talks to. */
function hub(): Connection {
  const { url, key } = program.opts<{ url?: string; key?: string }>();
  const dataDir = process.env.PARLEY_DATA_DIR ?? './data';
  return findConnection({ dataDir, ...(url && { url }), ...(key && { key }) });
}

program
  .command('dev')
  .description('start a hub with simulated platforms and a demo account on each')
  .action(async () => (await import('./dev.ts')).dev());

program
  .command('serve')
  .description('start a hub for production')
  .action(async () => (await import('./serve.ts')).serve());

program
  .command('migrate')
  .description('bring the database to this version, and end')
  .action(async () => {
    const { openDatabase } = await import('../database/open.ts');
    const { platformSettings } = await import('./platform-settings.ts');
    const config = loadConfig(process.env, platformSettings);
    const database = openDatabase(config.databaseUrl, { pool: 2, onError: () => {} });
    try {
      const applied = await database.migrate();
      print(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.');
    } finally {
      await database.close();
    }
  });

program
  .command('config')
  .description('print every setting with its default, as an .env file')
  .action(async () => {
    const { platformSettings } = await import('./platform-settings.ts');
    print(printEnvExample(platformSettings).trimEnd());
  });

const account = program.command('account').description('connected accounts');
account
  .command('list')
  .description('list the connected accounts')
  .action(async () => print(await listAccounts(hub())));
account
  .command('add')
  .description('connect an account: account add <platform> --name "Shop" access_token=… app_secret=…')
  .argument('<platform>', 'the platform, by its name in the API')
  .argument('<credentials...>', 'name=value pairs, by the names of the platform’s console')
  .requiredOption('--name <name>', 'what people call the account')
  .action(async (platform: string, pairs: string[], { name }: { name: string }) =>
    print(await addAccount(hub(), platform, { name, pairs })),
  );

program
  .command('send')
  .description('send a text')
  .argument('<text>')
  .option('--last', 'answer in the conversation that was written in last')
  .option('--conversation <id>', 'answer in this conversation')
  .option('--account <id>', 'send through this account; needs --to')
  .option('--to <id>', 'a phone number or the platform’s id of a person or group')
  .option('--wait', 'show what becomes of it')
  .action((text: string, options: Omit<Parameters<typeof sendText>[2], 'print'>) =>
    sendText(hub(), text, { ...options, print }),
  );

program
  .command('events')
  .description('show events')
  .option('--last <n>', 'how many of the latest', '20')
  .option('--follow', 'wait for more')
  .option('--json', 'whole events, one per line')
  .action((options: { last: string; follow?: boolean; json?: boolean }) =>
    showEvents(hub(), { ...options, last: Number(options.last), print }),
  );

program
  .command('say')
  .description('let a simulated customer write')
  .argument('<text>')
  .requiredOption('--platform <name>', 'the platform to write on')
  .option('--name <name>', 'who writes', 'Mali Srisai')
  .action(async (text: string, options: { platform: string; name: string }) =>
    print(await customerSays(hub(), text, options)),
  );

/** Reads the command line and does what it says; a failure is one sentence on standard error. */
export async function runCommandLine(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof CommandError || error instanceof ConfigError) console.error(error.message);
    else if (error instanceof Problem) console.error(`${error.message} ${error.fix}`);
    else console.error(error);
  }
}
