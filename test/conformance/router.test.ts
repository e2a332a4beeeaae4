import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';

const at = Date.UTC(2026, 10, 1, 12);
const seconds = String(at / 1000);

/** One platform as whoever calls webhooks knows it. */
interface Kind {
  platform: string;
  /** Another name of it in URLs. */
  alias: string;
  handshake: boolean;
  credentials(id: string, secret: string): Record<string, string>;
  /** What the platform sends when somebody writes to each of these accounts. */
  body(messages: readonly { to: string; mid: string }[]): Record<string, unknown>;
}

const inbox = (object: string, person: string): Kind['body'] => {
  const entry = ({ to, mid }: { to: string; mid: string }) => ({
    id: to,
    time: at,
    messaging: [
      { sender: { id: person }, recipient: { id: to }, timestamp: at, message: { mid, text: `text ${mid}` } },
    ],
  });
  return (messages) => ({ object, entry: messages.map(entry) });
};

const messenger: Kind = {
  platform: 'messenger',
  alias: 'facebook',
  handshake: true,
  credentials: (page_id, app_secret) => ({ page_id, app_secret, page_access_token: 'EAAtoken' }),
  body: inbox('page', '7100000000000001'),
};
const instagram: Kind = {
  platform: 'instagram',
  alias: 'instagram',
  handshake: true,
  credentials: (instagram_business_account_id, app_secret) => ({
    instagram_business_account_id,
    app_secret,
    access_token: 'IGAAtoken',
  }),
  body: inbox('instagram', '7200000000000001'),
};
const whatsapp: Kind = {
  platform: 'whatsapp',
  alias: 'whatsapp',
  handshake: true,
  credentials: (phone_number_id, app_secret) => ({ phone_number_id, app_secret, access_token: 'EAAtoken' }),
  body: (messages) => ({
    object: 'whatsapp_business_account',
    entry: messages.map(({ to, mid }) => ({
      id: '1',
      changes: [
        {
          field: 'messages',
          value: {
            metadata: { phone_number_id: to },
            contacts: [{ wa_id: '66810000001', profile: { name: 'Mali' } }],
            messages: [
              {
                from: '66810000001',
                id: mid,
                timestamp: seconds,
                type: 'text',
                text: { body: `text ${mid}` },
              },
            ],
          },
        },
      ],
    })),
  }),
};
const line: Kind = {
  platform: 'line',
  alias: 'line',
  handshake: false,
  credentials: (bot_user_id, channel_secret) => ({
    bot_user_id,
    channel_secret,
    channel_access_token: 'token',
  }),
  body: (messages) => ({
    destination: messages[0]?.to,
    events: messages.map(({ mid }) => ({
      type: 'message',
      mode: 'active',
      timestamp: at,
      webhookEventId: mid,
      source: { type: 'user', userId: `U${'1'.repeat(32)}` },
      message: { id: mid, type: 'text', text: `text ${mid}` },
    })),
  }),
};
const kinds = [messenger, instagram, whatsapp, line];
const metaKinds = [messenger, instagram, whatsapp];

interface Connected {
  id: string;
  external: string;
  secret: string;
  webhook: { url: string; verify_token: string | null };
}

/** Headers as both schemes write them; a hub looks only at its own. */
function signed(body: string, secret: string): Record<string, string> {
  const hmac = (encoding: 'hex' | 'base64') => createHmac('sha256', secret).update(body).digest(encoding);
  return { 'x-hub-signature-256': `sha256=${hmac('hex')}`, 'x-line-signature': hmac('base64') };
}

let lastId = 500_000_000_000_000;
const freshId = () => String(++lastId);

describe.each(databaseKinds)('the webhook router on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: HubProcess;

  beforeAll(async () => {
    place = await create();
    hub = await startHubProcess({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_DATA_DIR: `/tmp/parley-router-${randomUUID()}`,
      PARLEY_PORT: '0',
      PARLEY_BODY_LIMIT_BYTES: '20000',
    });
  });

  afterAll(async () => {
    await hub.kill();
    await place.drop();
  });

  async function connect(kind: Kind, secret: string = randomUUID()): Promise<Connected> {
    const external = freshId();
    const { status, body } = await hub.api<Connected>('POST', '/api/v1/accounts', {
      platform: kind.platform,
      name: 'Shop',
      credentials: kind.credentials(external, secret),
    });
    expect(status).toBe(201);
    return { ...body, external, secret };
  }

  const pathOf = (account: Connected) => new URL(account.webhook.url).pathname;
  const appPath = ({ platform }: Kind) => `/api/v1/webhooks/${platform}`;

  async function post(path: string, body: string, headers: Record<string, string>): Promise<number> {
    const type = { 'content-type': 'application/json' };
    const response = await fetch(`${hub.url}${path}`, {
      method: 'POST',
      body,
      headers: { ...type, ...headers },
    });
    await response.arrayBuffer();
    return response.status;
  }

  function say(
    path: string,
    kind: Kind,
    secret: string,
    messages: Parameters<Kind['body']>[0],
  ): Promise<number> {
    const body = JSON.stringify(kind.body(messages));
    return post(path, body, signed(body, secret));
  }

  async function textsOf({ id }: Connected): Promise<string[]> {
    const { body } = await hub.api<{ data: { data: { message: { content: { text: string } } } }[] }>(
      'GET',
      `/api/v1/events?account_id=${id}&types=message.received`,
    );
    return body.data.map(({ data }) => data.message.content.text);
  }

  async function logOf({ id }: Connected): Promise<{ result: string }[]> {
    return (await hub.api<{ data: { result: string }[] }>('GET', `/api/v1/webhooks/log?account_id=${id}`))
      .body.data;
  }

  async function handshake(path: string, query: Record<string, string>) {
    const response = await fetch(`${hub.url}${path}?${new URLSearchParams(query)}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const asking = (token: string) => ({
    'hub.mode': 'subscribe',
    'hub.verify_token': token,
    'hub.challenge': '1158201444',
  });

  describe.each(kinds)('for $platform', (kind) => {
    let account: Connected;

    beforeEach(async () => {
      account = await connect(kind);
    });

    it.runIf(kind.handshake)(
      'answers the handshake of an account and of a whole app, and no other',
      async () => {
        const token = account.webhook.verify_token ?? '';
        const paths = [
          pathOf(account),
          appPath(kind),
          `${appPath(kind)}/verify`,
          `/api/v1/webhooks/${kind.alias}`,
        ];
        for (const path of paths) {
          const { status, headers, text } = await handshake(path, asking(token));
          expect([status, text]).toEqual([200, '1158201444']);
          expect(headers.get('content-type')).toMatch(/^text\/plain/);
          expect(headers.get('x-content-type-options')).toBe('nosniff');
          expect((await handshake(path, asking('guessed'))).status).toBe(403);
          expect((await handshake(path, asking(''))).status).toBe(403);
          expect((await handshake(path, { ...asking(token), 'hub.mode': 'unsubscribe' })).status).toBe(403);
          expect((await handshake(path, {})).status).toBe(403);
        }
        const other = await connect(kind);
        expect((await handshake(pathOf(other), asking(token))).status).toBe(403);
        expect((await handshake(`${appPath(kind)}/${randomUUID()}`, asking(token))).status).toBe(404);
      },
    );

    it.skipIf(kind.handshake)('has no handshake', async () => {
      expect(account.webhook.verify_token).toBeNull();
      expect((await handshake(pathOf(account), asking('any'))).status).toBe(404);
    });

    it('takes what is signed with the secret of the account, once', async () => {
      for (let count = 0; count < 2; count++) {
        expect(
          await say(pathOf(account), kind, account.secret, [{ to: account.external, mid: 'm-one' }]),
        ).toBe(200);
      }
      expect(await textsOf(account)).toEqual(['text m-one']);
    });

    it('refuses and stores nothing of what is not', async () => {
      const body = JSON.stringify(kind.body([{ to: account.external, mid: 'm-forged' }]));
      const other = await connect(kind);
      const right = signed(body, account.secret);
      for (const path of [pathOf(account), appPath(kind)]) {
        expect(await post(path, body, {})).toBe(401);
        expect(await post(path, body, signed(body, 'guessed'))).toBe(401);
        expect(await post(path, body, signed(`${body} `, account.secret))).toBe(401);
        expect(await post(path, `${body} `, right)).toBe(401);
        expect(await post(path, body, signed(body, ''))).toBe(401);
      }
      // The URL decides whose secret counts, also when another account's would fit.
      expect(await post(pathOf(account), body, signed(body, other.secret))).toBe(401);
      expect(await textsOf(account)).toEqual([]);
      expect(await logOf(account)).toEqual([]);
      const { body: status } = await hub.api<Record<string, unknown>>(
        'GET',
        `/api/v1/webhooks/status/${account.id}`,
      );
      expect(status).toMatchObject({
        total_requests: 6,
        successful_requests: 0,
        failed_requests: 6,
        success_rate: 0,
      });
    });

    it('keeps what is signed but no JSON, and takes nothing that is too large', async () => {
      expect(await post(pathOf(account), '{"object":', signed('{"object":', account.secret))).toBe(200);
      expect(await logOf(account)).toMatchObject([{ result: 'failed' }]);
      const large = JSON.stringify({ padding: 'x'.repeat(30_000) });
      expect(await post(pathOf(account), large, signed(large, account.secret))).toBe(413);
      expect(await logOf(account)).toHaveLength(1);
    });

    it('knows no account that is not of this platform', async () => {
      const [other = line] = kinds.filter(({ platform }) => platform !== kind.platform);
      const body = JSON.stringify(kind.body([{ to: account.external, mid: 'm' }]));
      const path = `${appPath(other)}/${account.id}`;
      expect(await post(path, body, signed(body, account.secret))).toBe(404);
      expect(await post(`/api/v1/webhooks/telegram`, body, signed(body, account.secret))).toBe(404);
    });
  });

  describe.each(metaKinds)('for an app with several accounts of $platform', (kind) => {
    it('gives each account its own, on any URL of the app', async () => {
      const first = await connect(kind);
      const second = await connect(kind, first.secret);
      const paths = [pathOf(first), pathOf(second), appPath(kind), `/api/v1/webhooks/${kind.alias}`];
      for (const [index, path] of paths.entries()) {
        const messages = [
          { to: first.external, mid: `m-first-${index}` },
          { to: second.external, mid: `m-second-${index}` },
        ];
        expect(await say(path, kind, first.secret, messages)).toBe(200);
      }
      const expected = (name: string) => paths.map((_, index) => `text m-${name}-${index}`);
      expect(await textsOf(first)).toEqual(expected('first'));
      expect(await textsOf(second)).toEqual(expected('second'));
    });

    it('gives nobody what is signed by a secret they do not hold', async () => {
      const own = await connect(kind);
      const foreign = await connect(kind);
      const mixed = [
        { to: own.external, mid: 'm-own' },
        { to: foreign.external, mid: 'm-foreign' },
      ];
      expect(await say(pathOf(own), kind, own.secret, mixed)).toBe(200);
      expect(await textsOf(own)).toEqual(['text m-own']);
      expect(await textsOf(foreign)).toEqual([]);
      // On the app's URL the ids choose whose secrets are tried: the one that fits is found all the same.
      expect(
        await say(appPath(kind), kind, foreign.secret, [{ to: foreign.external, mid: 'm-theirs' }]),
      ).toBe(200);
      expect(await textsOf(foreign)).toEqual(['text m-theirs']);
      expect(await say(appPath(kind), kind, own.secret, [{ to: foreign.external, mid: 'm-forged' }])).toBe(
        401,
      );
      expect(await textsOf(foreign)).toEqual(['text m-theirs']);
    });

    it('still serves the app at the URL of an account that was disconnected', async () => {
      const first = await connect(kind);
      const second = await connect(kind, first.secret);
      const path = pathOf(first);
      expect((await hub.api('DELETE', `/api/v1/accounts/${first.id}`)).status).toBe(204);
      const both = [
        { to: first.external, mid: 'm-gone' },
        { to: second.external, mid: 'm-stays' },
      ];
      expect(await say(path, kind, first.secret, both)).toBe(200);
      expect(await textsOf(second)).toEqual(['text m-stays']);
      expect(await say(path, kind, 'guessed', both)).toBe(401);
      expect((await handshake(path, asking('guessed'))).status).toBe(404);
    });

    it('lists what is signed by the app for accounts nobody has connected', async () => {
      const account = await connect(kind);
      const stranger = freshId();
      expect(await say(appPath(kind), kind, account.secret, [{ to: stranger, mid: 'm-stranger' }])).toBe(200);
      const { body } = await hub.api<{ data: { external_id: string }[] }>(
        'GET',
        '/api/v1/webhooks/unmatched',
      );
      expect(body.data).toContainEqual(
        expect.objectContaining({
          platform: kind.platform,
          external_id: stranger,
          kind: 'message',
          count: 1,
        }),
      );
    });
  });

  it('gives each platform of one app its own webhooks, whatever the URL is called', async () => {
    const secret = randomUUID();
    const accounts: Connected[] = [];
    for (const kind of metaKinds) accounts.push(await connect(kind, secret));
    const [page] = accounts;
    const paths = [...metaKinds.map(appPath), ...(page ? [pathOf(page)] : [])];
    for (const [index, path] of paths.entries()) {
      for (const [place, kind] of metaKinds.entries()) {
        const to = accounts[place]?.external ?? '';
        expect(await say(path, kind, secret, [{ to, mid: `m-${kind.platform}-${index}` }])).toBe(200);
      }
    }
    for (const [place, { platform }] of metaKinds.entries()) {
      const account = accounts[place];
      const texts = account && (await textsOf(account));
      expect(texts).toEqual(paths.map((_, index) => `text m-${platform}-${index}`));
    }
  });
});
