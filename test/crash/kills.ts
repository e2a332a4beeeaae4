import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import type { databaseKinds, TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';
import {
  type ConnectedAccount,
  connectLine,
  connectWhatsApp,
  type Simulated,
  simulate,
} from '../simulated.ts';

const kills = 10;
// Callers that come again at once would take the processor from the hub that starts.
const againMs = 30;

interface EventView {
  cursor: string;
  type: string;
  conversation_id: string;
  data: { message?: { id: string; platform_message_id: string | null; sender: { id: string | null } } };
}

/** A port that stays the same over restarts, as platforms know only one callback URL. */
async function reservePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function allEvents(hub: HubProcess): Promise<EventView[]> {
  const events: EventView[] = [];
  for (let after = '0'; ; ) {
    const page = await hub.api<{ data: EventView[]; next_cursor: string }>(
      'GET',
      `/api/v1/events?after=${after}&limit=200`,
    );
    events.push(...page.body.data);
    if (page.body.data.length === 0) return events;
    after = page.body.next_cursor;
  }
}

/** Kills a hub on this kind of database again and again: a file for each kind, so that they run side by side. */
export function killedTenTimes({ kind, create }: (typeof databaseKinds)[number]): void {
  describe(`killed ten times, on ${kind}`, () => {
    let place: TestDatabase;
    let environment: Record<string, string>;
    let hub: HubProcess;
    let simulated: Simulated;

    beforeEach(async () => {
      place = await create();
      simulated = await simulate();
      environment = {
        PARLEY_DATABASE_URL: place.url,
        PARLEY_DATA_DIR: `/tmp/parley-crash-${process.pid}`,
        PARLEY_PORT: await reservePort(),
        // A lease must outlive a call to a platform; both short, so that a restart need not wait long.
        PARLEY_LEASE_MS: '1000',
        PARLEY_PLATFORM_TIMEOUT_MS: '400',
        PARLEY_EVIDENCE_WAIT_MS: '2000',
        // No customer writes meanwhile, so no later webhook can show that receipts reach us.
        PARLEY_RESEND_AFTER_MS: '2500',
        PARLEY_POLL_MS: '200',
        ...simulated.environment,
      };
      hub = await startHubProcess(environment);
    });

    afterEach(async () => {
      await hub.kill();
      await simulated.stop();
      await place.drop();
    });

    /** Kills and restarts the hub ten times, while `working` goes on. */
    async function killAgainAndAgain(): Promise<void> {
      for (let count = 0; count < kills; count++) {
        // Another moment of its life each time: at the start, under load, in the middle of a batch.
        await pause(40 + count * 37);
        await hub.kill();
        hub = await startHubProcess(environment);
      }
    }

    it('has the event of every webhook that got 200, once', { timeout: 120_000 }, async () => {
      const account = await connectWhatsApp(hub, simulated);
      const accepted: string[] = [];
      let running = true;
      const senders = Array.from({ length: 8 }, async (_, sender) => {
        for (let count = 0; running; count++) {
          const id = `wamid.${sender}-${count}`;
          // As platforms do: the same again until it is answered 200.
          while (!(await postWebhook(account, id, sender))) await pause(againMs);
          accepted.push(id);
        }
      });
      await killAgainAndAgain();
      // A busy machine takes few between two kills.
      await until(() => accepted.length > 40, 'enough webhooks');
      running = false;
      await Promise.all(senders);
      const received = (await allEvents(hub))
        .filter(({ type }) => type === 'message.received')
        .map(({ data }) => data.message?.platform_message_id);
      expect(received.toSorted()).toEqual(accepted.toSorted());
    });

    it('sends every accepted message, in order in its conversation', {
      timeout: 120_000,
    }, async () => {
      const accounts = [
        { platform: 'whatsapp', ...(await connectWhatsApp(hub, simulated)) },
        { platform: 'line', ...(await connectLine(hub, simulated)) },
      ];
      await simulated.control('POST', '/delivery', {
        retry: { whatsapp: { first_ms: 50, max_ms: 200 }, line: { first_ms: 50, max_ms: 200 } },
      });
      const chats = accounts.flatMap((account) =>
        Array.from({ length: 4 }, (_, index) => ({
          account,
          user: userOf(account.platform, index),
          accepted: [] as string[],
        })),
      );
      for (const { account, user } of chats) {
        await simulated.control('POST', '/say', {
          platform: account.platform,
          account: account.simulated,
          from: account.platform === 'line' ? { id: user } : { phone: user },
          message: { type: 'text', text: 'Hello' },
        });
      }
      const conversations = await conversationsOf(hub, chats.length);
      let running = true;
      const senders = chats.map(async ({ account, user, accepted }) => {
        const conversation_id = conversations.get(user);
        // Fewer than the burst that WhatsApp allows between two parties.
        for (let count = 0; running && count < 40; count++) {
          const text = `${user} ${count}`;
          const body = { conversation_id, content: { type: 'text', text } };
          while (!(await submit(body, `${account.id} ${text}`))) await pause(againMs);
          accepted.push(text);
          await pause(20);
        }
      });
      await killAgainAndAgain();
      running = false;
      await Promise.all(senders);
      for (const { account, user, accepted } of chats) {
        const query = { platform: account.platform, account: account.simulated, user };
        const shown = await until(
          async () => {
            const texts = (await simulated.inbox(query)).map(({ body }) => textOf(body));
            return new Set(texts).size >= accepted.length && texts;
          },
          `all messages to ${user} on ${account.platform}`,
          60_000,
        ).catch((error) => explain(hub, error));
        expect(shown).toEqual(accepted);
      }
    });

    /** Whether a message was accepted; repeated with the same key until it is. */
    async function submit(body: unknown, key: string): Promise<boolean> {
      try {
        const { status } = await hub.api('POST', '/api/v1/messages', body, { 'idempotency-key': key });
        if (status === 202) return true;
        expect([409, 503]).toContain(status);
        return false;
      } catch (error) {
        // Killed while it was asked.
        if (error instanceof TypeError) return false;
        throw error;
      }
    }
  });
}

/** Shows what the messages that did not arrive are waiting for, or died of. */
async function explain(hub: HubProcess, error: unknown): Promise<never> {
  const { body } = await hub.api<{ data: { id: string; status: string }[] }>(
    'GET',
    '/api/v1/messages?direction=out&limit=200',
  );
  const stuck = body.data.filter(({ status }) => !['sent', 'delivered', 'read'].includes(status));
  for (const { id } of stuck.slice(0, 3)) {
    console.error(JSON.stringify((await hub.api('GET', `/api/v1/messages/${id}`)).body, null, 1));
  }
  throw error;
}

function textOf(body: { text?: string | { body: string } }): string {
  return typeof body.text === 'object' ? body.text.body : (body.text ?? '');
}

/** Who wrote in which conversation. */
async function conversationsOf(hub: HubProcess, count: number): Promise<Map<string, string>> {
  return until(async () => {
    const found = new Map<string, string>();
    for (const { conversation_id, data } of await allEvents(hub)) {
      if (data.message?.sender.id) found.set(data.message.sender.id, conversation_id);
    }
    return found.size >= count && found;
  }, `${count} conversations`);
}

function userOf(platform: string, index: number): string {
  return platform === 'line' ? `U${String(index).repeat(32)}` : `6681555010${index}`;
}

/** Posts one message webhook as Meta does; whether it was answered 200. */
async function postWebhook(account: ConnectedAccount, id: string, sender: number): Promise<boolean> {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: messageValue(account, id, sender) }] }],
  });
  const signature = createHmac('sha256', account.secret).update(body).digest('hex');
  try {
    const response = await fetch(account.webhookUrl, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function messageValue(account: ConnectedAccount, id: string, sender: number) {
  const from = `6681000000${sender}`;
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '1555', phone_number_id: account.simulated },
    contacts: [{ profile: { name: `Sender ${sender}` }, wa_id: from, user_id: `TH.${sender}` }],
    messages: [
      { from, from_user_id: `TH.${sender}`, id, timestamp: '1795467000', type: 'text', text: { body: id } },
    ],
  };
}
