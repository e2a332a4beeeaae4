import type { Command } from 'commander';
import { CommandError } from './connection.ts';
import { type DemoCustomer, demoCustomers } from './demo-customers.ts';
import { DemoFollower, type DemoTurn } from './demo-follower.ts';
import { type DemoConversation, demoThread } from './demo-thread.ts';
import { withExample } from './options.ts';
import { customerSays } from './say.ts';
import type { Session } from './session.ts';

interface DemoOptions {
  platform?: string;
}

/** `parley demo`: customers write on every simulated phone, and the agent answers. */
export function registerDemo(program: Command, session: Session): void {
  withExample(
    program
      .command('demo')
      .description('let customers on all simulated phones talk with the agent, and show what came of it')
      .option('--platform <name>', 'only on this platform')
      .action((options: DemoOptions) => demo(session, options)),
    'demo',
  );
}

async function demo(session: Session, { platform }: DemoOptions): Promise<void> {
  const all = Object.keys(session.api.connection.demo ?? {});
  const platforms = all.filter((name) => platform === undefined || name === platform);
  if (platforms.length === 0) {
    throw new CommandError(
      all.length === 0
        ? 'This hub runs without simulated customers; start it with `npm start`.'
        : `No account is simulated on ${platform}; there are ${all.join(', ')}.`,
    );
  }
  session.hint(`Customers write on ${platforms.join(', ')}, and the agent answers…`);
  const follower = await DemoFollower.begin(session.api);
  // Somebody new each time: one who was given to a person the last time gets no answer of the agent.
  const mark = Date.now().toString(36).slice(-4);
  const conversations = await Promise.all(
    platforms.map((name) => talk(session, follower, name, customerAt(all.indexOf(name), mark))),
  );
  if (session.json) return session.printJson({ data: conversations });
  for (const one of conversations) session.print(`\n${await demoThread(session.api, one)}`);
}

function customerAt(at: number, mark: string): DemoCustomer {
  const customer = demoCustomers[at % demoCustomers.length];
  if (customer === undefined) throw new Error('There are no customers.');
  return { ...customer, name: `${customer.name} ${mark}` };
}

/** Says one thing after the other, until everything is said or a person has the conversation. */
async function talk(
  session: Session,
  follower: DemoFollower,
  platform: string,
  { name, says }: DemoCustomer,
): Promise<DemoConversation> {
  const turns: DemoTurn[] = [];
  let conversationId = '';
  for (const text of says) {
    const { message_id } = await customerSays(session.api.connection, { platform, name, text });
    const received = await follower.received(message_id);
    conversationId = received.conversation_id;
    const turn = await follower.answer(received);
    turns.push(turn);
    session.hint(`${platform}: ${name} wrote "${text}": ${turn.decision.replaceAll('_', ' ')}`);
    // People read an answer before they go on.
    if (turn.message_id !== null) await follower.sent(turn.message_id);
    if (turn.decision === 'handed_over') break;
  }
  return { platform, customer: name, conversation_id: conversationId, turns };
}
