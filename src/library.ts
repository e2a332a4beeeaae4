import {
  type Conversation,
  createClient,
  type OperationName,
  type Parley,
  type ParleyEvent,
} from './client/index.ts';
import { installationKey } from './commands/installation-key.ts';
import { platformSettings } from './commands/platform-settings.ts';
import { loadConfig } from './config.ts';
import type { PublicEvent } from './events/event.ts';
import { startHub } from './hub.ts';
import { defaultWorkspace } from './workspaces/workspaces.ts';

export type { Parley, ParleyEvent } from './client/index.ts';

/** What a hub inside another program is started with; all else is read from the environment. */
export interface CreateHubOptions {
  /** Known by this name, a program goes on where it was when it starts anew. */
  name?: string;
  port?: number;
  /** `file:./data/parley.db` or `postgres://…`. */
  database?: string;
  /** Instead of `process.env`: every setting by its name, `PARLEY_…`. */
  environment?: Readonly<Record<string, string | undefined>>;
}

/** Everything a handler may do about an event. */
export interface EventContext {
  /** The API of the hub, in the workspace of the event. */
  client: Parley;
  /** Answers in the conversation of the event, as the bot: a text or any content. A handler that is run again does not answer twice. */
  reply(content: string | Content): Promise<{ id: string }>;
  /** The conversation of the event, as it is now. */
  conversation(): Promise<Conversation>;
  /** Gives the conversation to people, to the bot, or to nobody. */
  handOver(to: 'human' | 'bot' | 'none'): Promise<void>;
  /** Shows that somebody types, where the platform can. */
  typing(): Promise<void>;
}

type Content = Parameters<Parley['send']>[0]['content'];
type EventType = ParleyEvent['type'];
type EventOf<Type extends EventType> = Extract<ParleyEvent, { type: Type }>;

/** A hub that runs inside this program. */
export interface LibraryHub {
  url: string;
  /** The key of the installation. */
  key: string;
  client: Parley;
  /**
   * Handles every event of a type, one conversation in order, others beside it. It is durable work: an event whose
   * handler throws, or whose process ends meanwhile, comes again. Begins with what happens after the first time this
   * was called under the hub's name.
   */
  on<Type extends EventType>(
    type: Type,
    handler: (event: EventOf<Type>, context: EventContext) => Promise<void> | void,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a hub in this process. @throws ConfigError, or Problem when it cannot start */
export async function createHub(options: CreateHubOptions = {}): Promise<LibraryHub> {
  const { name = 'program', port, database, environment = process.env } = options;
  const config = loadConfig(
    {
      ...environment,
      ...(port !== undefined && { PARLEY_PORT: String(port) }),
      ...(database !== undefined && { PARLEY_DATABASE_URL: database }),
    },
    platformSettings,
  );
  const { key } = installationKey(config);
  const hub = await startHub({ config, adminKey: key });
  const client = createClient({ url: hub.url, key });
  return {
    ...{ url: hub.url, key, client },
    on: (type, handler) =>
      hub.handle(defaultWorkspace, `${name}: ${type}`, [type], async (event) => {
        // The filter of the consumer lets only this type pass.
        const own = event as PublicEvent & Extract<ParleyEvent, { type: typeof type }>;
        await handler(own, contextOf(client, event, `${name}: ${type}`));
      }),
    stop: () => hub.stop(),
  };
}

function contextOf(client: Parley, event: PublicEvent, name: string): EventContext {
  let replies = 0;
  const conversation = (): string => {
    if (event.conversation_id === null) throw new Error(`${event.type} belongs to no conversation.`);
    return event.conversation_id;
  };
  return {
    client,
    reply(content) {
      const body = {
        conversation_id: conversation(),
        content: typeof content === 'string' ? { type: 'text' as const, text: content } : content,
        author: 'bot' as const,
      };
      // The same answer of the same handler to the same event is sent once, however often it is run.
      return client.send(body, { idempotencyKey: `${event.id} ${name} ${++replies}` });
    },
    conversation: () => client.request('GET /api/v1/conversations/{id}', { params: { id: conversation() } }),
    async handOver(owner) {
      await client.request('PATCH /api/v1/conversations/{id}', {
        params: { id: conversation() },
        body: { owner },
      });
    },
    async typing() {
      const name: OperationName = 'POST /api/v1/conversations/{id}/actions';
      await client.request(name, { params: { id: conversation() }, body: { action: 'typing' } });
    },
  };
}
