import { CommandError, type Connection, callHub } from './connection.ts';

interface EventView {
  type: string;
  cursor: string;
  occurred_at: string;
  platform: string | null;
  conversation_id: string | null;
  data: Record<string, unknown>;
}

interface EventPage {
  data: EventView[];
  next_cursor: string;
}

/** How far a platform tells what became of a message; after that nothing more comes. */
const finalStatuses = ['read', 'played', 'failed', 'expired', 'cancelled'];

/** `parley send <text>`: to somebody by id, into a conversation, or into the one that was last written in. */
export async function sendText(
  connection: Connection,
  text: string,
  options: {
    account?: string;
    to?: string;
    conversation?: string;
    last?: boolean;
    wait?: boolean;
    print(line: string): void;
  },
): Promise<void> {
  const conversationId = options.last ? await latestConversation(connection) : options.conversation;
  if (!conversationId && !(options.account && options.to)) {
    throw new CommandError('Say where to: --last, --conversation <id>, or --account <id> with --to <id>.');
  }
  const after = await newestCursor(connection);
  const body = {
    content: { type: 'text', text },
    ...(conversationId
      ? { conversation_id: conversationId }
      : { account_id: options.account, to: options.to }),
  };
  // The hub's own API answers this shape.
  const answer = (await callHub(connection, 'POST', '/api/v1/messages', body)) as {
    id: string;
    status: string;
  };
  options.print(`${answer.id}  ${answer.status}`);
  if (options.wait) await follow(connection, answer.id, after, options.print);
}

async function latestConversation(connection: Connection): Promise<string> {
  const { data } = (await callHub(connection, 'GET', '/api/v1/conversations?limit=1')) as {
    data: { id: string }[];
  };
  const [latest] = data;
  if (latest) return latest.id;
  throw new CommandError('Nobody has written yet; let somebody with `say "Hello" --platform …`.');
}

async function newestCursor(connection: Connection): Promise<string> {
  const { as_of } = (await callHub(connection, 'GET', '/api/v1/conversations?limit=1')) as { as_of: string };
  return as_of;
}

// A demo needs a second or two; a platform that reports no more leaves us waiting this long.
const followMs = 15_000;
const pauseMs = 200;

async function follow(
  connection: Connection,
  messageId: string,
  after: string,
  print: (line: string) => void,
): Promise<void> {
  let cursor = after;
  const until = Date.now() + followMs;
  while (Date.now() < until) {
    const page = (await callHub(connection, 'GET', `/api/v1/events?after=${cursor}`)) as EventPage;
    cursor = page.next_cursor;
    for (const event of page.data.filter(({ data }) => data.message_id === messageId)) {
      const status = event.type.slice('message.'.length);
      const error = event.data.error as { cause?: string; fix?: string } | undefined;
      print(`${event.occurred_at}  ${status}${error ? `: ${error.cause} ${error.fix}` : ''}`);
      if (finalStatuses.includes(status)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  print('Nothing more was reported; some platforms tell no more than this.');
}

/** `parley events`: the latest, and with `follow` whatever comes. */
export async function showEvents(
  connection: Connection,
  options: { last: number; follow?: boolean; json?: boolean; print(line: string): void },
): Promise<void> {
  let cursor = String(Math.max(0, Number(await newestCursor(connection)) - options.last));
  for (;;) {
    const page = (await callHub(connection, 'GET', `/api/v1/events?after=${cursor}&limit=200`)) as EventPage;
    for (const event of page.data) options.print(options.json ? JSON.stringify(event) : line(event));
    cursor = page.next_cursor;
    if (page.data.length === 0 && !options.follow) return;
    if (page.data.length === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function line({ occurred_at, type, platform, data }: EventView): string {
  return `${occurred_at}  ${type.padEnd(22)} ${(platform ?? '').padEnd(9)} ${summary(data)}`;
}

/** What of an event a person wants to see at a glance. */
function summary(data: Record<string, unknown>): string {
  const message = data.message as
    | { content: { type: string; text?: string }; sender: { name: string | null; id: string | null } }
    | undefined;
  if (message) {
    const { content, sender } = message;
    return `${sender.name ?? sender.id ?? ''}: ${content.text ?? `[${content.type}]`}`;
  }
  const error = data.error as { cause?: string } | undefined;
  return error?.cause ?? String(data.message_id ?? data.conversation_id ?? '');
}

/** `parley say`: a simulated customer writes to the demo account of a platform. */
export async function customerSays(
  connection: Connection,
  text: string,
  options: { platform: string; name: string },
): Promise<string> {
  if (!connection.simulator) {
    throw new CommandError('This hub runs without simulated customers; start it with `npm start`.');
  }
  const account = demoAccount(connection, options.platform);
  const response = await fetch(`${connection.simulator}/say`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      platform: options.platform,
      account,
      from: { name: options.name },
      message: { type: 'text', text },
    }),
  });
  const answer = (await response.json()) as { error?: string };
  if (!response.ok) throw new CommandError(answer.error ?? `The simulator answered ${response.status}.`);
  return `${options.name} wrote "${text}" on ${options.platform}.`;
}

function demoAccount({ demo = {} }: Connection, platform: string): string {
  const id = demo[platform];
  if (id) return id;
  throw new CommandError(
    `No account is simulated on ${JSON.stringify(platform)}; there are ${Object.keys(demo).join(', ')}.`,
  );
}
