import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { startHubHere } from '../in-process-hub.ts';
import { type Json, startJourney } from './stage.ts';

/** Secrets that are easy to find wherever they leak. */
const secrets = {
  token: 'EAAsecretAccessTokenOfTheShop0001',
  newToken: 'EAAsecretAccessTokenOfTheShop0002',
  appSecret: 'secretOfTheApp00000000000000003',
  lineSecret: 'secretOfTheChannel0000000000004',
  lineToken: 'secretLineTokenOfTheShop00000005',
};

const whatsapp = {
  platform: 'whatsapp',
  name: 'Shop',
  credentials: {
    access_token: secrets.token,
    phone_number_id: '1055501',
    business_account_id: '2055501',
    app_secret: secrets.appSecret,
  },
};
const line = {
  platform: 'line',
  name: 'Shop',
  // With an id instead of a token the secret is needed for more than signatures.
  credentials: { channel_id: '1655500001', channel_secret: secrets.lineSecret },
};

/** Everything the database holds, as bytes or text. */
async function contentOf({ url }: TestDatabase): Promise<string> {
  if (!url.startsWith('postgres')) {
    const directory = dirname(url.slice('file:'.length));
    return readdirSync(directory)
      .map((name) => readFileSync(join(directory, name), 'latin1'))
      .join('');
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
    texts.push(...rows.map(({ text }) => text));
  }
  await client.end();
  return texts.join('\n');
}

describe.each(databaseKinds)('accounts and their secrets on $kind', ({ create }) => {
  let place: TestDatabase;

  beforeEach(async () => {
    place = await create();
  });

  afterEach(() => place.drop());

  it('never show a secret: in no answer, no line of the log and not in the database', async () => {
    const stage = await startJourney(place, { PARLEY_LOG_LEVEL: 'trace' });
    const answers: string[] = [];
    const call = async (method: string, path: string, body?: unknown, key?: string) => {
      const answer = await stage.hub.api<Json>(
        method,
        path,
        body,
        key === undefined ? {} : { 'idempotency-key': key },
      );
      answers.push(JSON.stringify([answer.body, [...answer.headers]]));
      return answer;
    };
    const connected = await call('POST', '/api/v1/accounts', whatsapp, 'connect');
    expect(connected.status).toBe(201);
    const { id } = connected.body;
    // Answered from memory of the first answer, which is sealed too.
    expect((await call('POST', '/api/v1/accounts', whatsapp, 'connect')).body.id).toBe(id);
    expect((await call('POST', '/api/v1/accounts', whatsapp)).status).toBe(409);
    expect((await call('POST', '/api/v1/accounts', line)).status).toBe(201);
    const wrong = { ...line, credentials: { channel_secret: secrets.lineSecret, bot_user_id: 7 } };
    expect((await call('POST', '/api/v1/accounts', wrong)).status).toBe(422);
    const changed = { credentials: { access_token: secrets.newToken } };
    expect((await call('PATCH', `/api/v1/accounts/${id}`, changed)).status).toBe(200);
    await call('GET', `/api/v1/accounts/${id}`);
    await call('GET', '/api/v1/accounts');
    // The simulated platform knows no such token, and its refusal quotes what it did not like.
    const content = { type: 'text', text: 'Hello' };
    const sent = await call('POST', '/api/v1/messages', { account_id: id, to: '+66840000001', content });
    await until(async () => {
      const { body } = await call('GET', `/api/v1/messages/${sent.body.id}`);
      return JSON.stringify(body).includes('credentials');
    }, 'the refusal');
    await call('GET', '/api/v1/events?limit=200');
    answers.push(await (await fetch(`${stage.hub.url}/metrics`)).text());
    await stage.stop();
    const stored = await contentOf(place);
    for (const secret of Object.values(secrets)) {
      expect(answers.join('\n')).not.toContain(secret);
      expect(stage.hub.logged()).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
    // The search would find something: what is no secret is there.
    expect(stored).toContain('1055501');
    expect(stage.hub.logged()).toContain('/api/v1/accounts');
  });

  it('work under a new key put before the old one, and not under a foreign one', async () => {
    const stage = await startJourney(place);
    const shop = await stage.open('whatsapp');
    await shop.meet('66840000002');
    await stage.hub.stop();
    const start = (key: string) =>
      startHubHere({
        PARLEY_DATABASE_URL: place.url,
        PARLEY_SECRET_KEY: key,
        ...stage.simulated.environment,
      });
    const old = '5a'.repeat(32);
    const added = '6b'.repeat(32);
    const rotated = await start(`${added},${old}`);
    try {
      const body = {
        account_id: shop.id,
        to: '66840000002',
        content: { type: 'text', text: 'After the rotation' },
      };
      expect((await rotated.api('POST', '/api/v1/messages', body)).status).toBe(202);
      await until(async () => (await shop.shown()).length === 1, 'the message on the phone');
      const webhook = shop.webhookUrl.replace(stage.hub.url, rotated.url);
      const { body: account } = await rotated.api<{ webhook: { url: string; verify_token: string } }>(
        'GET',
        `/api/v1/accounts/${shop.id}`,
      );
      expect(account.webhook.url).toBe(webhook);
      // The handshake finds the token, and the signature the secret, though both were sealed before.
      await stage.simulated.control('PATCH', `/whatsapp/numbers/${shop.simulated}`, {
        callback_url: webhook,
        verify_token: account.webhook.verify_token,
      });
      expect(await shop.say('Hello again', '66840000002')).toMatchObject({ delivery: { status: 200 } });
    } finally {
      await rotated.stop();
      await stage.simulated.stop();
    }
    await expect(start('7c'.repeat(32))).rejects.toMatchObject({
      code: 'secret_key',
      fix: expect.stringContaining('PARLEY_SECRET_KEY'),
    });
  });

  it('are erased with the account, whose history stays', async () => {
    const stage = await startJourney(place);
    try {
      const shop = await stage.open('line');
      const user = `U${'5'.repeat(32)}`;
      const chat = await shop.meet(user);
      await stage.simulated.control('POST', '/expire-token', {
        platform: 'line',
        account: shop.simulated,
      });
      const waiting = await chat.send('Never sent');
      await until(async () => (await stage.message(waiting)).timeline.waiting?.account_pause, 'the pause');
      expect((await stage.hub.api('DELETE', `/api/v1/accounts/${shop.id}`)).status).toBe(204);
      expect((await stage.hub.api('GET', `/api/v1/accounts/${shop.id}`)).status).toBe(404);
      expect(await shop.say('Still there?', user)).toMatchObject({ delivery: { status: 404 } });
      const body = { conversation_id: chat.id, content: { type: 'text', text: 'Too late' } };
      expect((await stage.hub.api('POST', '/api/v1/messages', body)).status).toBe(404);
      expect((await stage.hub.api('GET', `/api/v1/conversations/${chat.id}`)).status).toBe(200);
      // What waited for it is not waited with for ever.
      stage.hub.clock.advance(10 * 60_000);
      const failed = await stage.reaches(waiting, 'failed');
      expect(failed.failure).toMatchObject({ kind: 'account_blocked', code: 'account_deleted' });
    } finally {
      await stage.stop();
    }
    const database = openDatabase(place.url, { pool: 2, onError: () => {} });
    const accounts = await database.read.selectFrom('accounts').selectAll().execute();
    expect(accounts).toMatchObject([{ credentials: '', verify_token: null, verify_token_hash: null }]);
    expect(await database.read.selectFrom('app_secrets').selectAll().execute()).toEqual([]);
    await database.close();
  });

  it('let an account be connected again after it was deleted', async () => {
    const stage = await startJourney(place);
    try {
      const first = await stage.hub.api<{ id: string }>('POST', '/api/v1/accounts', whatsapp);
      await stage.hub.api('DELETE', `/api/v1/accounts/${first.body.id}`);
      const second = await stage.hub.api<{ id: string }>('POST', '/api/v1/accounts', whatsapp);
      expect(second.status).toBe(201);
      expect(second.body.id).not.toBe(first.body.id);
    } finally {
      await stage.stop();
    }
  });
});
