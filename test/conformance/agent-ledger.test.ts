import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRun } from '../../src/agent/ledger.ts';
import { sweepLedger } from '../../src/agent/ledger-sweep.ts';
import { defaultSettings } from '../../src/agent/settings.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { seededAt } from './rows.ts';

const settings = { settings: defaultSettings, secrets: { tool_headers: {} }, version: 1 };

describe.each(databaseKinds)('the ledger of the agent on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
  });
  afterEach(() => stage.close());

  it('keeps what is young and what still goes on', async () => {
    const { database } = stage;
    const run = (startedAt: number, state: string) => ({
      ...newRun(
        {
          agent: { workspaceId: 'north', accountId: 'shop', ...settings },
          ...{ kind: 'reply', conversationId: null, contactId: null, turn: 1, messageIds: [] },
        },
        startedAt,
      ),
      state,
    });
    const old = run(seededAt - 2, 'ended');
    const waiting = run(seededAt - 1, 'waiting');
    const young = run(seededAt, 'ended');
    await database.transaction((transaction) => transaction.insert('agent_runs', [old, waiting, young]));
    await sweepLedger(database, seededAt);
    const left = await database.read.selectFrom('agent_runs').select('id').orderBy('started_at').execute();
    expect(left.map(({ id }) => id)).toEqual([waiting.id, young.id]);
  });
});
