import { describe, expect, it } from 'vitest';
import { messageRow, partRow } from '../../test/conformance/rows.ts';
import { outdatedBecause } from './outdated.ts';

const gone = 'The conversation had gone on before it was sent.';
const silenced = 'The agent no longer had the floor when it was to be sent.';

const cases: [name: string, turn: number | null, partStatus: string, now: [number, string], string | null][] =
  [
    ['of this turn', 4, 'queued', [4, 'bot'], null],
    ['of a turn that is over', 4, 'queued', [5, 'bot'], gone],
    ['when a person has the floor', 4, 'queued', [5, 'human'], silenced],
    ['when nobody has it any more', 4, 'queued', [4, 'none'], silenced],
    ['that may go at any time', null, 'queued', [9, 'human'], null],
    ['that is on its way', 4, 'sending', [5, 'human'], null],
    ['of which a part was sent', 4, 'sent', [5, 'human'], null],
  ];

describe('an answer of the agent', () => {
  it.each(cases)('%s', (_name, turn, status, [current, owner], reason) => {
    const message = messageRow({
      ...{ workspace_id: 'w', id: 'm', conversation_id: 'c', seq: 1 },
      ...{ direction: 'out', author: 'bot', turn },
    });
    const parts = [partRow(message, 0, { status })];
    expect(outdatedBecause(message, parts, { turn: current, owner })).toBe(reason);
  });
});
