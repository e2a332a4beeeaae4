import type { Scene } from '../../conversations/delivery-status.ts';
import { handOver } from '../../conversations/handover.ts';
import type { Happening, Interest } from '../../conversations/interest.ts';
import type { ConversationRow, MessageRow } from '../../database/schema.ts';
import type { AccountAgent } from '../directory.ts';
import { isAddressedToUs } from './addressed.ts';
import { answerAt, answerNoMore, answerSoon, returnLater, returnNoMore } from './answer-job.ts';
import { expireSuggestions } from './suggestions.ts';
import { endWaitingRuns } from './waiting-runs.ts';

/** What deciding about the floor needs. */
export interface FloorOptions {
  agentOf(accountId: string): AccountAgent | undefined;
}

/**
 * Who speaks in a conversation: the agent takes the floor where nobody has it, a person takes it by speaking, and
 * the agent gets it back when people are silent for long or the conversation is closed.
 */
export function floorInterest({ agentOf }: FloorOptions): Interest {
  return {
    async received(scene, { conversation, message }) {
      const agent = agentOf(conversation.account_id);
      if (!agent) return;
      await expireSuggestions(scene, conversation, 'The person wrote again.');
      if (!isAtWork(agent) || !isAddressedToUs(conversation, message)) return;
      if (agent.settings.mode === 'auto' && conversation.owner === 'none') {
        giveToAgent(scene, conversation, 'Nobody had the floor when the person wrote.', message.sent_at);
      }
      if (mayAnswer(agent, conversation)) {
        await answerSoon(scene.batch, conversation, agent.settings.turns, scene.now);
      }
    },
    async edited(scene, { conversation, message }) {
      const agent = agentOf(conversation.account_id);
      if (!agent || !mayAnswer(agent, conversation) || !isAddressedToUs(conversation, message)) return;
      // What has its answer already is seen when it is begun.
      await answerSoon(scene.batch, conversation, agent.settings.turns, scene.now);
    },
    async takenBack(scene, { conversation }) {
      const agent = agentOf(conversation.account_id);
      if (!agent) return;
      await expireSuggestions(scene, conversation, 'The person took a message back.');
      // What is thought about it is broken off; whether anything is left to answer is seen when it begins anew.
      if (mayAnswer(agent, conversation)) {
        await answerSoon(scene.batch, conversation, agent.settings.turns, scene.now);
      }
    },
    async wrote(scene, happening) {
      const agent = agentOf(happening.conversation.account_id);
      // Most accounts have no agent, and must not pay for one.
      if (!agent && happening.conversation.owner !== 'bot') return;
      giveToPeople(scene, happening, agent !== undefined && isAtWork(agent));
      await keepForPeople(scene, happening.conversation, agent);
      await expireSuggestions(scene, happening.conversation, 'A person answered.');
    },
    async changed(scene, conversation, from) {
      const agent = agentOf(conversation.account_id);
      if (!agent) return;
      if (isGivenBack(agent, conversation, from)) {
        giveToAgent(scene, conversation, 'The conversation was closed.', scene.now);
      }
      if (conversation.owner === from.owner) return;
      await expireSuggestions(scene, conversation, 'Somebody else has the floor.');
      if (conversation.owner === 'bot') await takeUp(scene, conversation, agent);
      else if (conversation.owner === 'human') await keepForPeople(scene, conversation, agent);
      else await fallSilent(scene, conversation);
    },
  };
}

function isAtWork({ settings }: AccountAgent): boolean {
  return settings.mode !== 'off';
}

/** Drafts are for whoever has the floor; an answer of its own the agent gives only where it has it. */
export function mayAnswer({ settings }: AccountAgent, { owner }: Pick<ConversationRow, 'owner'>): boolean {
  return settings.mode === 'suggest' || (settings.mode === 'auto' && owner === 'bot');
}

/** Gives the floor to the agent. */
export function giveToAgent(
  scene: Scene,
  conversation: ConversationRow,
  reason: string,
  occurred_at: number,
): void {
  handOver(scene, conversation, { to: 'bot', reason }, { by: null, occurred_at });
}

/** A person speaks for us: the agent is silent from here on. */
function giveToPeople(scene: Scene, { conversation, message }: Happening, hasAgent: boolean): void {
  if (!hasAgent && conversation.owner !== 'bot') return;
  const { member_id, author, sent_at } = message;
  const reason =
    author === 'app' ? 'A person wrote in the platform’s own app.' : 'A person of the business wrote.';
  const by = member_id === null ? null : { member_id, key_id: null };
  if (author === 'app' && conversation.owner !== 'human') noteFormerOwner(scene, conversation, message);
  handOver(scene, conversation, { to: 'human', reason }, { by, occurred_at: sent_at });
}

/** What was taken for a word of a person may turn out to be ours; then the floor goes back. */
function noteFormerOwner({ store }: Scene, { owner }: ConversationRow, message: MessageRow): void {
  const context = message.context === null ? {} : JSON.parse(message.context);
  store.messages.rows.change(message, { context: JSON.stringify({ ...context, took_floor_from: owner }) });
}

/** The agent is silent; it gets the conversation back when people are silent for long, if it is to be so. */
export async function keepForPeople(
  scene: Scene,
  conversation: ConversationRow,
  agent: AccountAgent | undefined,
): Promise<void> {
  const { batch, now } = scene;
  await fallSilent(scene, conversation);
  const minutes = agent?.settings.handover.back_after_minutes ?? null;
  if (minutes !== null && conversation.owner === 'human') {
    await returnLater(batch, conversation, minutes, now);
  }
}

/** Nobody waits for the agent any more, neither for what it thinks nor for what people were to agree to. */
export async function fallSilent(scene: Scene, conversation: ConversationRow): Promise<void> {
  await answerNoMore(scene.batch, conversation);
  await endWaitingRuns(scene, conversation);
}

/** The agent has the floor anew: what was written last and is not answered, it answers. */
export async function takeUp(
  { batch, now }: Scene,
  conversation: ConversationRow,
  agent: AccountAgent | undefined,
): Promise<void> {
  await returnNoMore(batch, conversation);
  // Whether anything waits for an answer is seen when it is read.
  const isOpen = conversation.status === 'open' && conversation.standby === 0;
  if (agent && mayAnswer(agent, conversation) && conversation.last_inbound_at !== null && isOpen) {
    await answerAt(batch, conversation, now, now);
  }
}

/** A closed conversation goes back to the agent, unless somebody was given the floor with the same word. */
function isGivenBack(
  agent: AccountAgent,
  { owner, status }: ConversationRow,
  from: { owner: string; status: string },
): boolean {
  if (agent.settings.mode !== 'auto' || !agent.settings.handover.back_when_closed) return false;
  return owner === 'human' && from.owner === 'human' && status === 'closed' && from.status !== 'closed';
}
