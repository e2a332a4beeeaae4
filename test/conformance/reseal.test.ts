import { expect, it } from 'vitest';
import { databaseKinds } from '../databases.ts';
import { startHubHere } from '../in-process-hub.ts';

const oldKey = 'a1'.repeat(32);
const newKey = 'b2'.repeat(32);
const credentials = {
  ...{
    access_token: 'token',
    phone_number_id: '100',
    app_secret: 'app secret',
    verify_token: 'handshake token',
  },
};

it.each(databaseKinds)('a new sealing key takes over at the start, on $kind', async ({ create }) => {
  const place = await create();
  const start = (keys: string) =>
    startHubHere({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_SECRET_KEY: keys,
      PARLEY_LEASE_MS: '1000',
      PARLEY_PLATFORM_TIMEOUT_MS: '400',
    });
  const before = await start(oldKey);
  await before.api('POST', '/api/v1/accounts', { platform: 'whatsapp', name: 'Shop', credentials });
  const app = { platform: 'whatsapp', secrets: 'another secret', verify_token: 'token of the app' };
  await before.api('POST', '/api/v1/apps', app);
  const consumer = { name: 'Shop', url: 'https://consumer.invalid/', headers: { 'x-own': 'sealed too' } };
  await before.api('POST', '/api/v1/consumers', consumer);
  await before.stop();
  await (await start(`${newKey},${oldKey}`)).stop();
  // The old key is gone: whatever it had sealed must have been sealed anew.
  const after = await start(newKey);
  const { body } = await after.api<{ data: { webhook: { verify_token: string } }[] }>(
    'GET',
    '/api/v1/accounts',
  );
  expect(body.data.map(({ webhook }) => webhook.verify_token)).toEqual(['handshake token']);
  for (const token of ['handshake token', 'token of the app']) {
    const handshake = { 'hub.mode': 'subscribe', 'hub.challenge': '4711', 'hub.verify_token': token };
    const answer = await fetch(`${after.url}/api/v1/webhooks/whatsapp?${new URLSearchParams(handshake)}`);
    expect([token, answer.status, await answer.text()]).toEqual([token, 200, '4711']);
  }
  const consumers = await after.api<{ data: { headers: string[] }[] }>('GET', '/api/v1/consumers');
  expect(consumers.body.data).toMatchObject([{ headers: ['x-own'], secrets: [{ scheme: 'v1' }] }]);
  await after.stop();
  await place.drop();
});
