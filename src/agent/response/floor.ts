import type { Scene } from '../../conversations/delivery-status.ts';
import { handOver } from '../../conversations/handover.ts';
import type { Happening, Interest } from '../../conversations/interest.ts';
import type { ConversationRow } from '../../database/schema.ts';
import type { AccountAgent } from '../directory.ts';
import { isAddressedToUs } from './addressed.ts';

/** What deciding about the floor needs. */
export interface FloorOptions {
  agentOf(accountId: string): AccountAgent | undefined;
}

/**
 * Who speaks in a conversation: the agent takes the floor where nobody has it, a person takes it by speaking, and
 * the agent gets it back when the conversation is closed.
 */
export function floorInterest({ agentOf }: FloorOptions): Interest {
  return {
    received(scene, { conversation, message }) {
      const agent = agentOf(conversation.account_id);
      if (agent?.settings.mode !== 'auto' || !isAddressedToUs(conversation, message)) return;
      if (conversation.owner === 'none') {
        giveToAgent(scene, conversation, 'Nobody had the floor when the person wrote.', message.sent_at);
      }
    },
    edited() {},
    wrote: (scene, happening) =>
      giveToPeople(scene, happening, isAtWork(agentOf(happening.conversation.account_id))),
    changed(scene, conversation, from) {
      const agent = agentOf(conversation.account_id);
      if (isGivenBack(agent, conversation, from)) {
        giveToAgent(scene, conversation, 'The conversation was closed.', scene.now);
      }
    },
  };
}

function isAtWork(agent: AccountAgent | undefined): boolean {
  return agent !== undefined && agent.settings.mode !== 'off';
}

function giveToAgent(scene: Scene, conversation: ConversationRow, reason: string, occurred_at: number): void {
  handOver(scene, conversation, { to: 'bot', reason }, { by: null, occurred_at });
}

/** A person speaks for us: the agent is silent from here on. */
function giveToPeople(scene: Scene, { conversation, message }: Happening, hasAgent: boolean): void {
  if (conversation.owner === 'human' || !(hasAgent || conversation.owner === 'bot')) return;
  const { member_id, author, sent_at } = message;
  const reason =
    author === 'app' ? 'A person wrote in the platform’s own app.' : 'A person of the business wrote.';
  const by = member_id === null ? null : { member_id, key_id: null };
  handOver(scene, conversation, { to: 'human', reason }, { by, occurred_at: sent_at });
}

/** A closed conversation goes back to the agent, unless somebody was given the floor with the same word. */
function isGivenBack(
  agent: AccountAgent | undefined,
  { owner, status }: ConversationRow,
  from: { owner: string; status: string },
): boolean {
  if (agent?.settings.mode !== 'auto' || !agent.settings.handover.back_when_closed) return false;
  return owner === 'human' && from.owner === 'human' && status === 'closed' && from.status !== 'closed';
}
