import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { accountTarget } from '../../src/accounts/account.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Pacing } from '../../src/outbound/pacing.ts';
import type { Job } from '../../src/work/jobs.ts';
import { maximumStarts } from '../../src/work/settlement.ts';
import { until } from '../conditions.ts';
import { databaseKinds } from '../databases.ts';
import { startJourney } from '../journeys/stage.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';

const credentials = { access_token: 'token', phone_number_id: '1', app_secret: 'secret' };

describe.each(databaseKinds)('the pace of sending on $kind', ({ create }) => {
  let stage: Stage;

  afterEach(() => stage.close());

  async function openPacing(attempts: (now: number) => { conversation: string; at: number }[]) {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const accounts = new AccountStore({
      database,
      writer,
      sealer,
      platforms,
      clock,
      directory,
      prove: proverOf(clock),
    });
    const { id } = await accounts.create('north', { platform: 'whatsapp', name: 'Shop', credentials });
    await database.transaction((transaction) =>
      transaction.insert(
        'attempts',
        attempts(clock.now()).map(({ conversation, at }, index) => ({
          workspace_id: 'north',
          id: `attempt ${index}`,
          account_id: id,
          conversation_id: conversation,
          job_id: 'job',
          state: 'sent',
          request: '{}',
          proof: '{}',
          reply_token: null,
          tries: 1,
          epoch: 1,
          started_at: at,
          tried_at: at,
          ended_at: at,
          status_code: 200,
          trace_id: null,
          failure: null,
        })),
      ),
    );
    const pacing = new Pacing({ directory, database, clock });
    const target = accountTarget(id);
    // Only these fields of a job are looked at.
    const admit = (lane: string) => pacing.admit({ workspace_id: 'north', target, lane } as Job);
    await until(() => admit('nobody') === null, 'the memory of former attempts');
    return { pacing, target, admit };
  }

  it('remembers over a restart how much one person got lately', async () => {
    // WhatsApp gives 45 at once, and one more every six seconds.
    const { admit } = await openPacing((now) => [
      ...Array.from({ length: 45 }, () => ({ conversation: 'much', at: now - 1000 })),
      ...Array.from({ length: 44 }, () => ({ conversation: 'less', at: now - 1000 })),
      ...Array.from({ length: 45 }, () => ({ conversation: 'long ago', at: now - 290_000 })),
    ]);
    const wait = admit('much');
    expect(wait).toMatchObject({ whole_target: false });
    expect(wait?.wait_ms).toBeCloseTo(5000, -1);
    expect(admit('less')).toBeNull();
    expect(admit('less')).toMatchObject({ whole_target: false });
    expect(admit('long ago')).toBeNull();
    stage.clock.advance(wait?.wait_ms ?? 0);
    expect(admit('much')).toBeNull();
    expect(admit('much')?.wait_ms).toBeCloseTo(6000, -1);
  });

  it('lets an account have its burst, then its rate, whoever it writes to', async () => {
    const { admit } = await openPacing(() => []);
    stage.clock.advance(1000);
    const answers = Array.from({ length: 81 }, (_, index) => admit(`person ${index}`));
    expect(answers.slice(0, 80)).toEqual(Array(80).fill(null));
    expect(answers[80]).toEqual({ wait_ms: 13, whole_target: true });
    stage.clock.advance(13);
    expect(admit('person 80')).toBeNull();
  });

  it('gives a permit back that nothing was sent with', async () => {
    const { pacing, target, admit } = await openPacing(() => []);
    for (let count = 0; count < 45; count++) expect(admit('a')).toBeNull();
    expect(admit('a')).toMatchObject({ whole_target: false });
    // Only these fields of a job are looked at.
    pacing.giveBack({ workspace_id: 'north', target, lane: 'a' } as Job);
    expect(admit('a')).toBeNull();
    expect(admit('a')).toMatchObject({ whole_target: false });
  });

  it('halves the pace when the platform asks for it, and recovers', async () => {
    const { pacing, target, admit } = await openPacing(() => []);
    pacing.slowDown(target);
    expect(admit('a')).toEqual({ wait_ms: 25, whole_target: true });
    stage.clock.advance(25);
    expect(admit('a')).toBeNull();
    stage.clock.advance(10 * 60_000);
    admit('b');
    const freely = Array.from({ length: 75 }, (_, index) => admit(`person ${index}`));
    expect(freely.filter((answer) => answer !== null)).toEqual([]);
  });

  it('lets one person rest who gets too much, and nobody else', async () => {
    const { pacing, target, admit } = await openPacing(() => []);
    pacing.drainPair(target, 'a');
    expect(admit('a')).toEqual({ wait_ms: 6000, whole_target: false });
    expect(admit('b')).toBeNull();
  });
});

describe.each(databaseKinds)('a message on $kind', ({ create }) => {
  it('that ended its process again and again fails with the reason, and those behind it are sent', async () => {
    const place = await create();
    const first = await startJourney(place);
    const shop = await first.open('line');
    const chat = await shop.meet(`U${'7'.repeat(32)}`);
    await first.simulated.control('POST', '/expire-token', { platform: 'line', account: shop.simulated });
    const ids = [await chat.send('Deadly'), await chat.send('Innocent')];
    await until(async () => (await first.message(ids[0] ?? '')).timeline.waiting?.account_pause, 'the pause');
    await first.hub.stop();
    // As so many processes would leave it that died while they sent it.
    const database = openDatabase(place.url, { pool: 2, onError: () => {} });
    await database.transaction(({ query }) =>
      query
        .updateTable('jobs')
        .set({ starts: maximumStarts })
        .where('reference', '=', ids[0] ?? '')
        .execute(),
    );
    await database.close();
    const second = await startJourney(place, first.simulated.environment);
    try {
      const channel_access_token = randomBytes(20).toString('hex');
      const path = `/line/channels/${shop.simulated}`;
      await first.simulated.control('PATCH', path, { channel_access_token });
      await second.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, { credentials: { channel_access_token } });
      await second.reaches(ids[1] ?? '', 'sent');
      const failed = await second.reaches(ids[0] ?? '', 'failed');
      expect(failed.failure).toMatchObject({ kind: 'unknown', message: expect.stringContaining('ended') });
      expect(failed.timeline.dead_job?.reason).toContain('ended');
      expect(await chat.texts()).toEqual(['Innocent']);
    } finally {
      await second.stop();
      await first.simulated.stop();
      await place.drop();
    }
  });
});
