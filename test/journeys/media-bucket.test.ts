import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type S3Server, startS3 } from '../s3-server.ts';
import { type JourneyStage, startJourney } from './stage.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', region: 'eu-central-1' };
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(200_000)]);

describe('media in a bucket', () => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let s3: S3Server;

  beforeAll(async () => {
    place = await createSqlite();
    s3 = await startS3(keys);
    const query = new URLSearchParams({ region: keys.region, endpoint: s3.url });
    stage = await startJourney(place, {
      PARLEY_MEDIA_STORE: `s3://files/media?${query}`,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    });
  });

  afterAll(async () => {
    await stage.stop();
    await s3.close();
    await place.drop();
  });

  it('come in, are served, and go out', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet('+491511234567');
    await shop.say({ type: 'image' }, '+491511234567');
    const news = await until(async () => (await shop.events('media.ready'))[0], 'the picture');
    const { url, size } = news.data.media as { url: string; size: number };
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect([bytes.length, bytes.subarray(1, 4).toString()]).toEqual([size, 'PNG']);
    const uploaded = await fetch(`${stage.hub.url}/api/v1/media`, {
      ...{ method: 'POST', body: png },
      headers: { authorization: `Bearer ${stage.hub.key}`, 'content-type': 'image/png' },
    });
    const medium = (await uploaded.json()) as { media_id: string; url: string };
    const part = await fetch(medium.url, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
    await stage.reaches(
      await chat.send({ type: 'image', items: [{ media_id: medium.media_id }] }),
      'delivered',
    );
    expect([...s3.objects.keys()]).toHaveLength(2);
    expect(s3.objects.get(`media/default/${medium.media_id}`)?.bytes.equals(png)).toBe(true);
    expect(s3.refused).toEqual([]);
  });
});
