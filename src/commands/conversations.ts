import type { Command } from 'commander';
import { z } from 'zod';
import { contentLine } from './content-line.ts';
import { inOrder, moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type MessageView, meaningOf, messageShape, stateOf, writerOf } from './message-view.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const conversationShape = z.object({
  id: z.string(),
  account_id: z.string(),
  platform: z.string(),
  kind: z.string(),
  contact: z
    .object({ id: z.string(), name: z.string().nullable(), username: z.string().nullable() })
    .nullable(),
  thread_id: z.string().nullable(),
  owner: z.string(),
  status: z.string(),
  assignee_id: z.string().nullable(),
  team: z.string().nullable(),
  tags: z.array(z.string()),
  intent: z.string().nullable(),
  language: z.string().nullable(),
  unread: z.int(),
  last_message_at: z.string().nullable(),
  preview: z.string(),
  window_ends_at: z.string().nullable(),
  merged_into: z.string().nullable(),
});

const noteShape = z.object({ text: z.string(), created_at: z.string() });

type NoteView = z.infer<typeof noteShape>;
type ConversationView = z.infer<typeof conversationShape>;

const verdictShape = z.object({
  verdict: z.string(),
  reason: z.string(),
  ends_at: z.string().nullable(),
  cost: z.string(),
  error: z.object({ fix: z.string() }).nullable(),
  window: z.object({ ends_at: z.string().nullable() }).nullable(),
  quota: z.object({ limit: z.int().nullable(), used: z.int() }).nullable(),
});

interface CanSendOptions {
  author?: string;
  type?: string;
}

interface ListOptions extends PagingOptions {
  account?: string;
  contact?: string;
  owner?: string;
  status?: string;
  assignee?: string;
  team?: string;
  tag?: string;
  intent?: string;
  language?: string;
  unread?: boolean;
}

/** `parley conversations`: who wrote, and what was said. */
export function registerConversations(program: Command, session: Session): void {
  const conversations = program.command('conversations').description('conversations and what was said');
  withExample(
    withPaging(
      conversations.command('list').description('list conversations, the one that was last written in first'),
    )
      .option('--account <account>', 'only of this account, named by its id or name')
      .option('--contact <id>', 'only with this person')
      .option('--owner <owner>', 'only those that a `bot`, a `human` or `none` has')
      .option('--status <status>', 'only those that are `open` or `closed`')
      .option('--assignee <id>', 'only those that this member looks after; `none`: nobody')
      .option('--team <team>', 'only those of this team')
      .option('--tag <tag>', 'only those with this tag')
      .option('--intent <intent>', 'only those whose latest understood message wants this')
      .option('--language <tag>', 'only those in this language, such as `th`')
      .option('--unread', 'only those with something to read')
      .action((options: ListOptions) => list(session, options)),
    'conversations list --owner human --status open',
  );
  withExample(
    withPaging(conversations.command('show').description('show one conversation with its latest messages'))
      .argument('<id>')
      .action((id: string, options: PagingOptions) => show(session, id, options)),
    'conversations show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
  withExample(
    conversations
      .command('can-send')
      .description('whether a message may be sent now, and what it costs')
      .argument('<id>')
      .option('--author <author>', 'who would write: `bot`, `human` or `api`')
      .option('--type <type>', 'what would be sent: `text`, `template` …')
      .action((id: string, options: CanSendOptions) => canSend(session, id, options)),
    'conversations can-send 01a20a7c-1a5e-7000-9f92-fd95c07cc354 --type text',
  );
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { api } = session;
  const query = {
    account_id: options.account && (await accountIdOf(api, options.account)),
    contact_id: options.contact,
    owner: options.owner,
    status: options.status,
    assignee_id: options.assignee,
    team: options.team,
    tag: options.tag,
    intent: options.intent,
    language: options.language,
    unread: options.unread ? 'true' : undefined,
  };
  const answer = await api.list('/api/v1/conversations', query, conversationShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'LAST', value: ({ last_message_at }) => moment(last_message_at) },
      { title: 'PLATFORM', value: ({ platform }) => platform },
      { title: 'WITH', value: partnerOf, flexible: true },
      { title: 'OWNER', value: ({ owner }) => owner },
      { title: 'STATUS', value: ({ status }) => status },
      { title: 'UNREAD', value: ({ unread }) => unread },
      { title: 'LATEST MESSAGE', value: ({ preview }) => preview, flexible: true },
    ],
    'There is no such conversation.',
  );
}

async function show(session: Session, id: string, options: PagingOptions): Promise<void> {
  const { api } = session;
  const path = `/api/v1/conversations/${encodeURIComponent(id)}`;
  const conversation = await api.call('GET', path, conversationShape);
  const messages = await api.list(`${path}/messages`, {}, messageShape, pageWish(options));
  const notes = await api.list(`${path}/notes`, {}, noteShape, { limit: Number.POSITIVE_INFINITY });
  if (session.json) {
    session.printJson({ conversation: conversation.json, messages: messages.json, notes: notes.json });
    return;
  }
  const thread = threadOf(messages.value.data, notes.value.data);
  session.print([describe(conversation.value), thread].filter(Boolean).join('\n\n'));
  if (messages.value.next_cursor !== null) session.hint('There are earlier messages: --all shows them.');
}

async function canSend(session: Session, id: string, { author, type }: CanSendOptions): Promise<void> {
  const query = new URLSearchParams({ ...(author && { author }), ...(type && { content_type: type }) });
  const path = `/api/v1/conversations/${encodeURIComponent(id)}/can-send?${query}`;
  const { value, json } = await session.api.call('GET', path, verdictShape);
  if (session.json) {
    session.printJson(json);
    return;
  }
  const { window, quota } = value;
  session.print(
    record([
      ['Verdict', value.verdict.replaceAll('_', ' ')],
      ['Reason', value.reason],
      ['Until', moment(value.ends_at)],
      ['Cost', value.cost],
      ['What to do', value.error?.fix],
      ['Window ends', moment(window?.ends_at ?? null)],
      ['Quota', quota ? `${quota.used} used of ${quota.limit ?? 'any number'}` : undefined],
    ]),
  );
}

/** What was said and noted, in the order of time; the API gives the latest first. */
function threadOf(messages: readonly MessageView[], notes: readonly NoteView[]): string {
  const entries = [
    ...notes.toReversed().map(({ created_at, text }) => ({ at: created_at, text: `note: ${text}` })),
    ...messages.toReversed().map((message) => ({ at: message.sent_at, text: messageText(message) })),
  ];
  return inOrder(entries);
}

function describe(conversation: ConversationView): string {
  return record([
    ['Id', conversation.id],
    ['With', partnerOf(conversation)],
    ['Person', conversation.contact?.id],
    ['Platform', conversation.platform],
    ['Account', conversation.account_id],
    ['Owner', conversation.owner],
    ['Status', conversation.status],
    ['Assigned to', conversation.assignee_id],
    ['Team', conversation.team],
    ['Tags', conversation.tags.join(', ')],
    ['Intent', conversation.intent],
    ['Language', conversation.language],
    ['Unread', conversation.unread],
    ['Window ends', moment(conversation.window_ends_at)],
    ['Goes on as', conversation.merged_into ?? undefined],
  ]);
}

function partnerOf({ contact, kind, thread_id }: ConversationView): string {
  return contact?.name ?? contact?.username ?? contact?.id ?? `${kind} ${thread_id ?? ''}`;
}

function messageText(message: MessageView): string {
  const state =
    message.direction === 'out' || message.edited_at || message.deleted_at ? stateOf(message) : '';
  const behind = state === '' ? '' : ` (${state})`;
  const meaning = meaningOf(message);
  const below = meaning === '' ? '' : `\n  understood: ${meaning}`;
  return `${writerOf(message)}: ${contentLine(message.content)}${behind}${below}`;
}
