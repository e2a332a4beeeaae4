import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';

const phone = '+4915112345678';

/** A platform that can keep whoever brings a file waiting. */
interface Graph {
  url: string;
  files: number;
  /** What the messages show. */
  sent: string[];
  isSilent: boolean;
  server: Server;
}

async function startGraph(): Promise<Graph> {
  const server = createServer(async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    const reply = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url?.endsWith('/media')) {
      graph.files += 1;
      if (!graph.isSilent) reply({ id: `90000000${graph.files}` });
    } else if (request.url?.endsWith('/messages')) {
      graph.sent.push(JSON.parse(bytes.toString()).image.id);
      reply({ messages: [{ id: `wamid.${graph.sent.length}` }] });
    } else {
      reply({});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const graph: Graph = { url: `http://127.0.0.1:${port}`, files: 0, sent: [], isSilent: false, server };
  return graph;
}

describe.each(databaseKinds)('a hub that is killed while it hands a file over, on $kind', ({ create }) => {
  let place: TestDatabase;
  let graph: Graph;
  let folder: string;
  let hub: HubProcess;

  const start = () =>
    startHubProcess({
      ...{ PARLEY_DATABASE_URL: place.url, PARLEY_DATA_DIR: folder, PARLEY_PORT: '0' },
      ...{ PARLEY_GRAPH_URL: graph.url, PARLEY_LEASE_MS: '2000', PARLEY_PLATFORM_TIMEOUT_MS: '1000' },
      ...{ PARLEY_POLL_MS: '200', PARLEY_EVIDENCE_WAIT_MS: '300', PARLEY_RESEND_AFTER_MS: '500' },
    });

  beforeAll(async () => {
    place = await create();
    graph = await startGraph();
    folder = mkdtempSync(join(tmpdir(), 'parley-hub-'));
    hub = await start();
  });

  afterAll(async () => {
    await hub.kill();
    graph.server.closeAllConnections();
    graph.server.close();
    await place.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('hands it over again, sends the message once, and needs no third time', async () => {
    const credentials = {
      phone_number_id: '100',
      business_account_id: '200',
      access_token: 'x',
      app_secret: 'x',
    };
    const account = await hub.api<{ id: string }>('POST', '/api/v1/accounts', {
      ...{ platform: 'whatsapp', name: 'Shop', credentials },
    });
    const uploaded = await fetch(`${hub.url}/api/v1/media`, {
      ...{ method: 'POST', body: Buffer.from('89504e470d0a1a0a', 'hex') },
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'image/png' },
    });
    const { media_id } = (await uploaded.json()) as { media_id: string };
    const send = async () =>
      (
        await hub.api<{ id: string }>('POST', '/api/v1/messages', {
          ...{ account_id: account.body.id, to: phone, content: { type: 'image', items: [{ media_id }] } },
        })
      ).body.id;
    graph.isSilent = true;
    await send();
    await until(() => graph.files === 1, 'the file to be on its way');
    await hub.kill();
    graph.isSilent = false;
    hub = await start();
    await until(() => graph.sent.length === 1, 'the message to be sent');
    await send();
    await until(() => graph.sent.length === 2, 'the next message to be sent');
    expect([graph.files, graph.sent]).toEqual([2, ['900000002', '900000002']]);
  });
});
