import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';
import { eventsAfter, failureShape, newestCursor, readEvent } from './event-log.ts';
import { accountIdOf } from './lookup.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

interface SendOptions {
  account?: string;
  to?: string;
  conversation?: string;
  last?: boolean;
  wait?: boolean;
  until: string;
}

const acceptedShape = z.object({ id: z.string(), status: z.string() });

/** `parley send <text>`: to somebody by id, into a conversation, or into the one that was last written in. */
export function registerSend(program: Command, session: Session): void {
  withExample(
    program
      .command('send')
      .description('send a text')
      .argument('<text>')
      .option('--last', 'answer in the conversation that was written in last')
      .option('--conversation <id>', 'answer in this conversation')
      .option('--account <account>', 'send through this account, named by its id or name; needs --to')
      .option('--to <id>', 'a phone number or the platform’s id of a person or group')
      .option('--wait', 'show what becomes of it; exit code 1 when it fails')
      .addOption(
        new Option('--until <status>', 'how far it must come for the waiting to end')
          .choices(['sent', 'delivered', 'read'])
          .default('read'),
      )
      .action((text: string, options: SendOptions) => send(session, text, options)),
    'send "Yes, how can we help?" --last --wait',
    'send "Your order is ready" --account Shop --to +66812345678',
  );
}

async function send(session: Session, text: string, options: SendOptions): Promise<void> {
  const { api } = session;
  const recipient = await recipientOf(api, options);
  const after = await newestCursor(api);
  const body = { content: { type: 'text', text }, ...recipient };
  const answer = await api.call('POST', '/api/v1/messages', acceptedShape, { body });
  const { id } = answer.value;
  if (!(options.wait && session.json)) session.show(answer, ({ status }) => `${id}  ${status}`);
  if (!options.wait) return;
  await follow(session, id, after, options.until);
  const message = await api.call('GET', `/api/v1/messages/${id}`, z.object({ status: z.string() }));
  if (session.json) session.printJson(message.json);
  if (unsuccessful.includes(message.value.status)) session.fail();
}

async function recipientOf(api: Api, options: SendOptions): Promise<Record<string, string>> {
  const { last, conversation, account, to } = options;
  if (last) return { conversation_id: await latestConversation(api) };
  if (conversation) return { conversation_id: conversation };
  if (account && to) return { account_id: await accountIdOf(api, account), to };
  throw new CommandError('Say where to: --last, --conversation <id>, or --account <id> with --to <id>.');
}

async function latestConversation(api: Api): Promise<string> {
  const { value } = await api.list('/api/v1/conversations', {}, z.object({ id: z.string() }), { limit: 1 });
  const [latest] = value.data;
  if (latest) return latest.id;
  throw new CommandError('Nobody has written yet; let somebody with `say "Hello" --platform …`.');
}

const unsuccessful = ['failed', 'expired', 'cancelled'];
// A platform may leave steps out: what is read was delivered.
const steps = ['sent', 'delivered', 'read', 'played'];

function isOver(status: string, until: string): boolean {
  return unsuccessful.includes(status) || steps.indexOf(status) >= steps.indexOf(until);
}

// A demo needs a second or two; a platform that reports no more leaves us waiting this long.
const followMs = 15_000;
const pauseMs = 200;

async function follow(session: Session, messageId: string, after: string, until: string): Promise<void> {
  let cursor = after;
  const end = Date.now() + followMs;
  while (Date.now() < end) {
    const page = await eventsAfter(session.api, cursor);
    cursor = page.next_cursor;
    for (const { type, occurred_at, data } of page.data.map(readEvent)) {
      if (data.message_id !== messageId) continue;
      const status = type.slice('message.'.length);
      if (!session.json) session.print(`${occurred_at}  ${status}${reasonIn(data)}`);
      if (isOver(status, until)) return;
    }
    await pause(pauseMs);
  }
  session.hint('Nothing more was reported; some platforms tell no more than this.');
}

function reasonIn({ error }: Record<string, unknown>): string {
  const failure = failureShape.safeParse(error).data;
  return failure ? `: ${failure.cause} ${failure.fix ?? ''}`.trimEnd() : '';
}
