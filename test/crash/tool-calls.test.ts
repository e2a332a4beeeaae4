import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';
import { answerOf } from '../journeys/agent-stage.ts';
import { connectLine, type Simulated, simulate } from '../simulated.ts';
import { startToolServer, type ToolServer } from '../tool-server.ts';

describe.each(databaseKinds)(
  'a hub that is killed while its agent books something, on $kind',
  ({ create }) => {
    let place: TestDatabase;
    let simulated: Simulated;
    let server: ToolServer;
    let folder: string;
    let hub: HubProcess;

    const start = () =>
      startHubProcess({
        ...simulated.environment,
        ...{ PARLEY_DATABASE_URL: place.url, PARLEY_DATA_DIR: folder, PARLEY_PORT: '0' },
        ...{ PARLEY_LEASE_MS: '2000', PARLEY_PLATFORM_TIMEOUT_MS: '1000', PARLEY_POLL_MS: '200' },
        PARLEY_ALLOW_PRIVATE_NETWORKS: 'true',
      });

    beforeAll(async () => {
      place = await create();
      simulated = await simulate();
      server = await startToolServer();
      folder = mkdtempSync(join(tmpdir(), 'parley-tools-'));
      hub = await start();
    });

    afterAll(async () => {
      await hub.stop();
      await server.stop();
      await simulated.stop();
      await place.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('books it under one key, and tells the customer', async () => {
      const account = await connectLine(hub, simulated);
      const parameters = { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] };
      const book = { name: 'book', description: 'Books a day.', parameters, url: `${server.url}/bookings` };
      await hub.api('PUT', `/api/v1/agent/settings/${account.id}`, {
        ...{ mode: 'auto', tools: [book], turns: { quiet_seconds: 0, maximum_seconds: 0 } },
      });
      const plan = (answer: object) =>
        simulated.control('POST', '/model/answers', { match: 'Friday', ...answer });
      const calls = [{ name: 'book', args: { day: 'Friday' } }];
      server.answer(() => 'say nothing');
      await plan({ calls });
      await simulated.control('POST', '/say', {
        ...{ platform: 'line', account: account.simulated, from: { name: 'Mali' } },
        message: { type: 'text', text: 'Book me in for Friday' },
      });
      await until(() => server.came.length === 1, 'the call');
      await hub.kill();
      server.answer(() => ({ json: { booked: true } }));
      await plan({ calls });
      await plan({ json: answerOf('You are booked in.') });
      hub = await start();
      const sent = () =>
        hub.api<{ data: { content: { text?: string } }[] }>('GET', '/api/v1/messages?direction=out');
      await until(
        async () => (await sent()).body.data.some(({ content }) => content.text === 'You are booked in.'),
        'the answer',
      );
      const keys = server.came.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
      const { body } = await hub.api<{ data: object[] }>('GET', '/api/v1/agent/tool-calls');
      expect(body.data).toMatchObject([{ id: keys[0], state: 'done', tool: 'book' }]);
    });
  },
);
