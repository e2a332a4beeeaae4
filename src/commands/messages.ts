import type { Command } from 'commander';
import { z } from 'zod';
import { contentLine } from './content-line.ts';
import { moment } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { messageShape, stateOf, writerOf } from './message-view.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';
import { describeMessage, timelineShape } from './timeline.ts';

interface ListOptions extends PagingOptions {
  account?: string;
  conversation?: string;
  direction?: string;
  status?: string;
  intent?: string;
}

/** `parley messages`: what was written in both directions. */
export function registerMessages(program: Command, session: Session): void {
  const messages = program.command('messages').description('messages in both directions');
  withExample(
    withPaging(messages.command('list').description('list messages, the latest first'))
      .option('--account <account>', 'only of this account, named by its id or name')
      .option('--conversation <id>', 'only of this conversation')
      .option('--direction <direction>', 'only those that came `in`, or went `out`')
      .option('--intent <intent>', 'only what came in and was understood to want this')
      .option('--status <status>', 'only those that have come so far: queued, sent, read, failed, …')
      .action((options: ListOptions) => list(session, options)),
    'messages list --status failed',
  );
  withExample(
    messages
      .command('show')
      .description('show one message with everything that happened to it')
      .argument('<id>')
      .action((id: string) => show(session, id)),
    'messages show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
  withExample(
    messages
      .command('cancel')
      .description('take a message back that nobody has begun to send')
      .argument('<id>')
      .action((id: string) => cancel(session, id)),
    'messages cancel 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function cancel(session: Session, id: string): Promise<void> {
  const path = `/api/v1/messages/${encodeURIComponent(id)}/cancel`;
  session.show(await session.api.call('POST', path, z.null()), () => 'Cancelled.');
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { api } = session;
  const query = {
    account_id: options.account && (await accountIdOf(api, options.account)),
    conversation_id: options.conversation,
    direction: options.direction,
    status: options.status,
    intent: options.intent,
  };
  const answer = await api.list('/api/v1/messages', query, messageShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'TIME', value: ({ sent_at }) => moment(sent_at) },
      { title: 'FROM', value: writerOf, flexible: true },
      { title: 'STATUS', value: stateOf },
      { title: 'CONTENT', value: ({ content }) => contentLine(content), flexible: true },
    ],
    'There is no such message.',
  );
}

async function show(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('GET', `/api/v1/messages/${encodeURIComponent(id)}`, timelineShape);
  session.show(answer, describeMessage);
}
