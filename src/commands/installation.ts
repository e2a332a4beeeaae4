import type { Command } from 'commander';
import { loadConfig, printEnvExample } from '../config.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

/** Commands that start or prepare a hub; they load what they need when they run. */
export function registerInstallation(program: Command, session: Session): void {
  withExample(
    program
      .command('dev')
      .description('start a hub with simulated platforms and a demo account on each')
      .action(async () => (await import('./dev.ts')).dev()),
    'dev',
  );
  withExample(
    program
      .command('serve')
      .description('start a hub for production')
      .action(async () => (await import('./serve.ts')).serve()),
    'serve',
  );
  withExample(
    program
      .command('migrate')
      .description('bring the database to this version, and end')
      .action(() => migrate(session)),
    'migrate',
  );
  withExample(
    program
      .command('config')
      .description('print every setting with its default, as an .env file')
      .action(async () => {
        const { platformSettings } = await import('./platform-settings.ts');
        session.print(printEnvExample(platformSettings).trimEnd());
      }),
    'config > .env',
  );
}

async function migrate(session: Session): Promise<void> {
  const { openDatabase } = await import('../database/open.ts');
  const { platformSettings } = await import('./platform-settings.ts');
  const config = loadConfig(process.env, platformSettings);
  const database = openDatabase(config.databaseUrl, { pool: 2, onError: () => {} });
  try {
    const applied = await database.migrate();
    session.show({ json: { applied }, value: applied }, (names) =>
      names.length > 0 ? `Applied ${names.join(', ')}.` : 'The database is up to date.',
    );
  } finally {
    await database.close();
  }
}
