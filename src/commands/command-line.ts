import { Command } from 'commander';
import { ConfigError } from '../config.ts';
import { Problem } from '../errors.ts';
import { version } from '../version.ts';
import { registerAccounts } from './accounts.ts';
import { registerAgent } from './agent.ts';
import { registerApps } from './apps.ts';
import { CommandError } from './connection.ts';
import { registerConsumers } from './consumers.ts';
import { registerContacts } from './contacts.ts';
import { registerConversations } from './conversations.ts';
import { registerDead } from './dead.ts';
import { registerDemo } from './demo.ts';
import { registerDocs } from './docs.ts';
import { registerEvents } from './events.ts';
import { registerInstallation } from './installation.ts';
import { registerKeys } from './keys.ts';
import { registerMedia } from './media.ts';
import { registerMembers } from './members.ts';
import { registerMessages } from './messages.ts';
import { registerSay } from './say.ts';
import { registerSend } from './send.ts';
import { type GlobalOptions, Session } from './session.ts';
import { registerTemplates } from './templates.ts';
import { registerWebhooks } from './webhooks.ts';
import { registerWorkspaces } from './workspaces.ts';

/** The whole command line; nothing runs before it is parsed. */
export function createProgram(): { program: Command; session: Session } {
  const program = new Command('parley')
    .description('One self-hosted hub for social messaging.')
    .version(version)
    .option('--url <url>', 'the hub to talk to (PARLEY_URL)')
    .option('--key <key>', 'the key to use (PARLEY_KEY)')
    .option('--workspace <name>', 'the workspace to act in, with the installation’s key (PARLEY_WORKSPACE)')
    .option('--json', 'for programs: what the API answered, as one JSON document')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run with --help to see how it is used.');
  const session = new Session(() => program.opts<GlobalOptions>());
  const groups: [string, ((program: Command, session: Session) => void)[]][] = [
    ['The hub:', [registerInstallation]],
    ['Accounts:', [registerAccounts, registerWebhooks, registerTemplates]],
    [
      'Conversations:',
      [registerConversations, registerMessages, registerContacts, registerSend, registerMedia],
    ],
    ['The agent:', [registerAgent]],
    ['What happens:', [registerEvents, registerConsumers, registerDead]],
    ['Access:', [registerKeys, registerMembers, registerWorkspaces, registerApps]],
    ['Trying it out:', [registerSay, registerDemo]],
    ['Reference:', [registerDocs]],
  ];
  for (const [heading, registrations] of groups) {
    program.commandsGroup(heading);
    for (const register of registrations) register(program, session);
  }
  program.commandsGroup('Help:').helpCommand('help [command]', 'show how a command is used');
  return { program, session };
}

/** Reads the command line and does what it says; a failure is one sentence on standard error. */
export async function runCommandLine(): Promise<void> {
  const { program, session } = createProgram();
  // Whoever reads our output may have read enough: `parley events --follow | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof CommandError || error instanceof ConfigError) session.hint(error.message);
    else if (error instanceof Problem) session.hint(`${error.message} ${error.fix}`);
    else console.error(error);
  } finally {
    session.close();
  }
}
