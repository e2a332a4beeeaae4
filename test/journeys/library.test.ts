import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHub, type LibraryHub } from '../../src/library.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { ordinaryEnvironment, reachableAt } from '../hub-process.ts';
import { type ConnectedAccount, connectLine, type Simulated, simulate } from '../simulated.ts';

const root = join(import.meta.dirname, '../..');

/** The code blocks of the README that use the package. */
function examples(name: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const found = blocks.find((code) => code.includes(`from '${name}'`));
  if (!found) throw new Error(`The README shows nothing of ${name}.`);
  return found;
}

describe.each(databaseKinds)('a hub inside a program, on $kind', ({ create }) => {
  let place: TestDatabase;
  let simulated: Simulated;
  let folder: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    place = await create();
    simulated = await simulate();
    folder = await mkdtemp(join(tmpdir(), 'parley-program-'));
    environment = {
      ...ordinaryEnvironment,
      ...simulated.environment,
      PARLEY_DATABASE_URL: place.url,
      PARLEY_DATA_DIR: folder,
      PARLEY_PORT: '0',
      PARLEY_PLATFORM_TIMEOUT_MS: '400',
      PARLEY_LEASE_MS: '1000',
      PARLEY_POLL_MS: '100',
    };
  });
  afterEach(async () => {
    await simulated.stop();
    await place.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const somebody = () => `U${randomBytes(16).toString('hex')}`;
  const say = (account: ConnectedAccount, user: string, text: string) =>
    simulated.control('POST', '/say', {
      ...{ platform: 'line', account: account.simulated, from: { id: user } },
      message: { type: 'text', text },
    });
  const shown = async (account: ConnectedAccount) => {
    const inbox = await simulated.inbox({ platform: 'line', account: account.simulated });
    return inbox.map(({ body }) => body.text);
  };
  const connect = (hub: LibraryHub) => connectLine(reachableAt(hub.url), simulated);

  it('is the bot of the README', async () => {
    const program = join(folder, 'bot.mts');
    const code = examples('parley').replace("'parley'", JSON.stringify(join(root, 'src/library.ts')));
    await writeFile(program, `${code}\nexport { hub };\n`);
    Object.assign(process.env, environment);
    const { hub }: { hub: LibraryHub } = await import(program);
    for (const name of Object.keys(environment)) delete process.env[name];
    const account = await connect(hub);
    const user = somebody();
    await say(account, user, 'Hello');
    await until(async () => (await shown(account)).length === 1, 'the answer');
    expect(await shown(account)).toEqual(['You said: Hello']);
    await hub.stop();
  });

  it('runs a handler again that throws, in order, and answers once', async () => {
    const hub = await createHub({ name: 'bot', environment });
    const runs: string[] = [];
    await hub.on('message.received', async ({ data }, context) => {
      const { content } = data.message;
      const text = content.type === 'text' ? content.text : '';
      runs.push(text);
      await context.reply(`Answer to ${text}`);
      if (text === 'one' && runs.length === 1) throw new Error('The till was closed.');
    });
    const account = await connect(hub);
    const user = somebody();
    for (const text of ['one', 'two']) await say(account, user, text);
    await until(() => runs.length === 3, 'three runs', 30_000);
    await until(async () => (await shown(account)).length === 2, 'both answers');
    expect(runs).toEqual(['one', 'one', 'two']);
    expect(await shown(account)).toEqual(['Answer to one', 'Answer to two']);
    await hub.stop();
  });

  it('goes on where it was when its program starts anew', async () => {
    const first = await createHub({ name: 'bot', environment });
    const seen: string[] = [];
    const handler = async ({ cursor }: { cursor: string }) => void seen.push(cursor);
    await first.on('message.received', handler);
    const account = await connect(first);
    const user = somebody();
    await say(account, user, 'before');
    await until(() => seen.length === 1, 'the first');
    await first.stop();
    // Nobody handles anything in this one.
    const between = await createHub({ name: 'another', environment: { ...environment, PARLEY_PORT: '0' } });
    await reachableAt(between.url).api('GET', '/api/v1/accounts');
    await simulated.control('PATCH', `/line/channels/${account.simulated}`, {
      callback_url: account.webhookUrl.replace(/^http:\/\/[^/]+/, between.url),
    });
    await say(account, user, 'meanwhile');
    await until(
      async () => (await Array.fromAsync(between.client.messages({ direction: 'in' }))).length === 2,
      'it',
    );
    await between.stop();
    const again = await createHub({ name: 'bot', environment });
    await again.on('message.received', handler);
    await until(() => seen.length === 2, 'what came meanwhile', 30_000);
    expect(new Set(seen).size).toBe(2);
    await again.stop();
  });
});
