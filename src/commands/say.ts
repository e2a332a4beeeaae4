import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError, type Connection } from './connection.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

interface SayOptions {
  platform: string;
  name: string;
}

/** `parley say`: a simulated customer writes to the demo account of a platform. */
export function registerSay(program: Command, session: Session): void {
  withExample(
    program
      .command('say')
      .description('let a simulated customer write, to a hub that was started with them')
      .argument('<text>')
      .requiredOption('--platform <name>', 'the platform to write on')
      .option('--name <name>', 'who writes', 'Mali Srisai')
      .action((text: string, options: SayOptions) => say(session, text, options)),
    'say "Hello, is anybody there?" --platform <name>',
  );
}

const refusalShape = z.object({ error: z.string() });
const saidShape = z.looseObject({ message_id: z.string() });

/** What a simulated customer says. */
export interface Saying {
  platform: string;
  /** Who writes; the same name is the same person. */
  name: string;
  text: string;
}

/** Lets a simulated customer write to the demo account of a platform; answers the platform's id of the message. */
export async function customerSays(
  connection: Connection,
  { platform, name, text }: Saying,
): Promise<z.infer<typeof saidShape>> {
  if (!connection.simulator) {
    throw new CommandError('This hub runs without simulated customers; start it with `npm start`.');
  }
  const account = demoAccount(connection, platform);
  const response = await fetch(`${connection.simulator}/say`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform, account, from: { name }, message: { type: 'text', text } }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return saidShape.parse(answer);
  const said = refusalShape.safeParse(answer).data?.error;
  throw new CommandError(said ?? `The simulator answered ${response.status}.`);
}

async function say(session: Session, text: string, { platform, name }: SayOptions): Promise<void> {
  const answer = await customerSays(session.api.connection, { platform, name, text });
  session.show({ json: answer, value: platform }, () => `${name} wrote "${text}" on ${platform}.`);
}

function demoAccount({ demo = {} }: Connection, platform: string): string {
  const id = demo[platform];
  if (id) return id;
  throw new CommandError(
    `No account is simulated on ${JSON.stringify(platform)}; there are ${Object.keys(demo).join(', ')}.`,
  );
}
