import { expect } from 'vitest';
import { eventSummaries } from '../../src/events/event-summaries.ts';
import { eventDataSchemas } from '../../src/http/routes/event-schema.ts';
import { until } from '../conditions.ts';
import type { TestDatabase } from '../databases.ts';
import { type InProcessHub, type MovableClock, startHubHere } from '../in-process-hub.ts';
import {
  type ConnectedAccount,
  connectInstagram,
  connectLine,
  connectMessenger,
  connectWhatsApp,
  type Simulated,
  simulate,
} from '../simulated.ts';

export type Json = Record<string, unknown>;

/** An event as the API shows it; what the tests look at. */
export interface EventView {
  cursor: string;
  type: string;
  occurred_at: string;
  account_id: string;
  conversation_id: string;
  data: Json & {
    message?: MessageView;
    message_id?: string;
    platform_message_id?: string | null;
    error?: FailureView;
  };
}

export interface MessageView {
  id: string;
  platform_message_id: string | null;
  status: string | null;
  content: Json & { type: string };
  sender: { contact_id: string | null; id: string | null; name: string | null };
  reply_to?: Json;
  failure?: FailureView;
  parts?: Json[];
}

interface FailureView {
  kind: string;
  code: string;
  cause: string;
  fix: string;
}

/** A message with its timeline. */
export interface TimelineView extends MessageView {
  timeline: {
    attempts: {
      id: string;
      state: string;
      tries: number;
      status_code: number | null;
      failure: FailureView | null;
      request: { path: string; body: Json };
    }[];
    events: { type: string }[];
    waiting: { attempts: number; reason: string | null; account_pause: { reason: string } | null } | null;
    dead_job: { id: string; reason: string } | null;
    substitution: { instead_of: Json } | null;
    cancellation: { reason: string } | null;
    agent_run: { id: string; decision: string | null } | null;
  };
}

/** What came to a phone. */
export interface Shown {
  message_id: string;
  status: string;
  text: string;
  group_id: string | null;
  body: Json;
  user: { id: string; phone?: string };
}

/** A call the simulated platform has received. */
export interface Call {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Json;
  answer: { status: number } | null;
}

type PlatformName = 'messenger' | 'instagram' | 'whatsapp' | 'line';

/** An account and what its customers do. */
export interface Shop extends ConnectedAccount {
  platform: PlatformName;
  /** A customer does something; answers what the simulator says of it. */
  say(message: Json | string, from: string, more?: Json): Promise<Said>;
  /** Somebody writes for the first time; answers their conversation. */
  meet(from: string, more?: Json): Promise<Chat>;
  fault(fault: Json): Promise<void>;
  /** The requests of this account that send messages, in order. */
  sends(): Promise<Call[]>;
  events(types?: string): Promise<EventView[]>;
  shown(): Promise<Shown[]>;
}

/** What the simulator says of something a customer did. */
export interface Said {
  message_id: string;
  /** LINE only. */
  event_id?: string;
  from: { id: string; phone?: string; name: string };
}

/** One conversation of a shop. */
export interface Chat {
  id: string;
  /** The person, or the group. */
  user: string;
  send(content: Json | string, more?: Json): Promise<string>;
  /** The texts on the phone, in order. */
  texts(): Promise<string[]>;
}

/** A hub and simulated platforms. */
export interface JourneyStage {
  hub: InProcessHub;
  simulated: Simulated;
  /** Connects a new account; `route` chooses the one of Instagram. */
  open(platform: PlatformName, route?: 'login' | 'page'): Promise<Shop>;
  message(id: string): Promise<TimelineView>;
  /** Waits until a message has come to this status; fails at once when it cannot any more. */
  reaches(id: string, status: string): Promise<TimelineView>;
  stop(): Promise<void>;
}

const connectors = {
  messenger: connectMessenger,
  instagram: connectInstagram,
  whatsapp: connectWhatsApp,
  line: connectLine,
};

/** Durations that make tests quick; the order of size is as in production. */
const quick = {
  PARLEY_RETRY_FIRST_MS: '20',
  PARLEY_RETRY_MAX_MS: '100',
  PARLEY_PLATFORM_TIMEOUT_MS: '400',
  PARLEY_LEASE_MS: '3000',
  PARLEY_EVIDENCE_WAIT_MS: '600',
  PARLEY_RESEND_AFTER_MS: '900',
  PARLEY_POLL_MS: '200',
  // The simulated platforms keep media on this machine.
  PARLEY_ALLOW_PRIVATE_NETWORKS: 'true',
};

/** Starts a hub here and the platforms beside it; a clock that is given is that of both. */
export async function startJourney(
  place: TestDatabase,
  environment: Record<string, string> = {},
  clock?: MovableClock,
): Promise<JourneyStage> {
  const simulated = await simulate(clock);
  const hub = await startHubHere(
    { PARLEY_DATABASE_URL: place.url, ...quick, ...simulated.environment, ...environment },
    clock,
    [{ path: '/dev/simulator', url: simulated.url }],
  );
  const message = async (id: string) => (await hub.api<TimelineView>('GET', `/api/v1/messages/${id}`)).body;
  return {
    hub,
    simulated,
    message,
    async open(platform, route = 'login') {
      const account = await connectors[platform](hub, simulated, { route });
      return shopOf(hub, simulated, platform, account);
    },
    reaches(id, status) {
      return until(async () => {
        const found = await message(id);
        if (status !== 'failed') expect(found.failure).toBeUndefined();
        return found.status === status && found;
      }, `message ${id} to be ${status}`);
    },
    async stop() {
      await hub.stop();
      await simulated.stop();
    },
  };
}

function shopOf(
  hub: InProcessHub,
  simulated: Simulated,
  platform: PlatformName,
  account: ConnectedAccount,
): Shop {
  const query = { platform, account: account.simulated };
  const shop: Shop = {
    ...account,
    platform,
    say: (message, from, more = {}) =>
      simulated.control<Said>('POST', '/say', {
        ...query,
        from: platform === 'whatsapp' ? { phone: from } : { id: from },
        message: typeof message === 'string' ? { type: 'text', text: message } : message,
        ...more,
      }),
    async meet(from, more = {}) {
      const { message_id } = await shop.say('Hello', from, more);
      const event = await until(
        async () =>
          (await shop.events('message.received')).find(
            ({ data }) => data.message?.platform_message_id === message_id,
          ),
        `the event of ${message_id}`,
      );
      const group = more.group as { id: string } | undefined;
      return chatOf(hub, shop, event.conversation_id, group?.id ?? from);
    },
    async fault(fault) {
      await simulated.control('POST', '/faults', { ...query, ...fault });
    },
    async sends() {
      const path = `/requests?${new URLSearchParams(query)}`;
      const { data } = await simulated.control<{ data: Call[] }>('GET', path);
      return data.filter((call) => /\/(messages|push|reply)$/.test(call.path) && call.body.status !== 'read');
    },
    async events(types) {
      const events: EventView[] = [];
      for (let after = '0'; ; ) {
        const filter = `account_id=${account.id}&after=${after}&limit=200${types ? `&types=${types}` : ''}`;
        const { body } = await hub.api<{ data: EventView[]; next_cursor: string }>(
          'GET',
          `/api/v1/events?${filter}`,
        );
        for (const event of body.data) expectDocumented(event);
        events.push(...body.data);
        if (body.data.length === 0) return events;
        after = body.next_cursor;
      }
    },
    async shown() {
      const path = `/inbox?${new URLSearchParams(query)}`;
      return (await simulated.control<{ data: Shown[] }>('GET', path)).data;
    },
  };
  return shop;
}

/** The data of an event is what the documents say of its type. */
function expectDocumented({ type, data }: EventView): void {
  expect(Object.keys(eventSummaries)).toContain(type);
  const checked = data.erased === true ? undefined : eventDataSchemas[type]?.safeParse(data);
  expect([type, checked?.error?.message]).toEqual([type, undefined]);
}

function chatOf(hub: InProcessHub, shop: Shop, id: string, user: string): Chat {
  return {
    id,
    user,
    async send(content, more = {}) {
      const body = {
        conversation_id: id,
        content: typeof content === 'string' ? { type: 'text', text: content } : content,
        ...more,
      };
      const answer = await hub.api<{ id: string }>('POST', '/api/v1/messages', body);
      expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 202 });
      return answer.body.id;
    },
    async texts() {
      const shown = await shop.shown();
      return shown.filter((entry) => (entry.group_id ?? personOf(entry)) === user).map(({ text }) => text);
    },
  };
}

function personOf({ user }: Shown): string {
  return 'phone' in user ? String(user.phone) : user.id;
}
