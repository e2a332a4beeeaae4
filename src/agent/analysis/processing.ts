import type { Scene } from '../../conversations/delivery-status.ts';
import type { Happening } from '../../conversations/interest.ts';
import type { AccountAgent } from '../directory.ts';
import { isOpen } from '../hours.ts';
import { act, type RuleActions } from './act.ts';
import { factsOf, rulesAtOnce } from './match.ts';

/** What processing messages needs. */
export interface ProcessingOptions extends RuleActions {
  agentOf(accountId: string): AccountAgent | undefined;
}

/** Message processing, as far as it happens inside the transactions that take messages in. */
export interface Processing {
  /** A message came: rules act. Answers whether the person has an answer already. */
  received(scene: Scene, happening: Happening): Promise<boolean> | boolean;
}

/** Puts message processing together. */
export function createProcessing(options: ProcessingOptions): Processing {
  return {
    received(scene, happening) {
      const agent = options.agentOf(happening.message.account_id);
      return agent ? process(options, agent, scene, happening) : false;
    },
  };
}

async function process(
  options: ProcessingOptions,
  { settings: { rules, hours } }: AccountAgent,
  scene: Scene,
  happening: Happening,
): Promise<boolean> {
  if (rules.length === 0) return false;
  const { message } = happening;
  const firstContact = isFirstContact(scene, happening);
  const facts = factsOf(JSON.parse(message.content), {
    firstContact,
    open: isOpen(hours, scene.now),
  });
  const deeds = await act(options, scene, happening, rulesAtOnce(rules, facts));
  return deeds.answered;
}

/** Whether nobody wrote in this conversation before; of several messages in one batch only the first is the first. */
function isFirstContact({ store }: Scene, { conversation, message }: Happening): boolean {
  if (conversation.last_inbound_seq > 0) return false;
  for (const other of store.messages.rows.values()) {
    const isOfPerson = other.conversation_id === conversation.id && other.direction === 'in';
    if (isOfPerson && other.id !== message.id && other.content_type !== 'reaction') return false;
  }
  return true;
}
