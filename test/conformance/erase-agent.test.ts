import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRun } from '../../src/agent/ledger.ts';
import { defaultSettings } from '../../src/agent/settings.ts';
import { DiskStorage } from '../../src/media/storage/disk.ts';
import { eraseGroupMessages } from '../../src/privacy/erase-messages.ts';
import { databaseKinds } from '../databases.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { contactRow, conversationRow, messageRow, seededAt } from './rows.ts';

const here = { workspace_id: 'north', account_id: 'shop' };
const agent = { workspaceId: 'north', accountId: 'shop', settings: defaultSettings, version: 1 };

describe.each(databaseKinds)('what the agent has kept of groups on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
  });
  afterEach(() => stage.close());

  it('goes with the person who spoke in one, and stays of the others', async () => {
    const { database } = stage;
    const run = (conversationId: string) => ({
      ...newRun(
        {
          agent: { ...agent, secrets: { tool_headers: {} } },
          ...{ kind: 'reply', conversationId, contactId: null, turn: 1, messageIds: [] },
        },
        seededAt,
      ),
      prompt: 'what she said',
    });
    await database.transaction(async (transaction) => {
      await transaction.insert('contacts', [contactRow({ ...here, id: 'ann' })]);
      const groups = ['hers', 'others'].map((id) =>
        conversationRow({ ...here, id, kind: 'group', thread_id: id }),
      );
      await transaction.insert('conversations', groups);
      await transaction.insert('messages', [
        messageRow({ ...here, id: 'm1', conversation_id: 'hers', contact_id: 'ann', seq: 1 }),
      ]);
      await transaction.insert('agent_runs', [run('hers'), run('others')]);
    });
    const { writer, platforms, clock, hash } = stage;
    const tools = { database, writer, platforms, clock, hash, storage: new DiskStorage('unused') };
    const subject = { workspaceId: 'north', accountId: 'shop', platform: 'whatsapp' };
    await eraseGroupMessages(
      tools,
      { ...subject, contacts: ['ann'], identities: [], conversations: [] },
      null,
    );
    const left = await database.read.selectFrom('agent_runs').select('conversation_id').execute();
    expect(left).toEqual([{ conversation_id: 'others' }]);
  });
});
