import type { Scene } from '../../conversations/delivery-status.ts';
import type { Happening } from '../../conversations/interest.ts';
import type { AccountAgent } from '../directory.ts';
import { isOpen } from '../hours.ts';
import { act, type RuleActions } from './act.ts';
import { putAnalyseJob } from './analyse-job.ts';
import { factsOf, nothingActed, rulesAtOnce } from './match.ts';

/** What processing messages needs. */
export interface ProcessingOptions extends RuleActions {
  agentOf(accountId: string): AccountAgent | undefined;
}

/** Message processing, as far as it happens inside the transactions that take messages in. */
export interface Processing {
  /** A message came: rules act, and it is put to be understood. Answers whether the person has an answer already. */
  received(scene: Scene, happening: Happening): Promise<boolean> | boolean;
  /** What was understood of a message is out of date. */
  edited(scene: Scene, happening: Happening): void;
}

/** Puts message processing together. */
export function createProcessing(options: ProcessingOptions): Processing {
  return {
    received(scene, happening) {
      const agent = options.agentOf(happening.message.account_id);
      return agent ? process(options, agent, scene, happening) : false;
    },
    edited({ batch, now }, happening) {
      const agent = options.agentOf(happening.message.account_id);
      if (!agent?.settings.processing.enabled) return;
      const again = { consumers: [], answered: true, first_contact: false, tries: 0 };
      putAnalyseJob(batch, happening, { ...nothingActed, ...again }, now);
    },
  };
}

async function process(
  options: ProcessingOptions,
  { settings: { rules, hours, processing } }: AccountAgent,
  scene: Scene,
  happening: Happening,
): Promise<boolean> {
  if (rules.length === 0 && !processing.enabled) return false;
  const { message } = happening;
  const firstContact = isFirstContact(scene, happening);
  const facts = factsOf(JSON.parse(message.content), {
    firstContact,
    open: isOpen(hours, scene.now),
  });
  const deeds = await act(options, scene, happening, rulesAtOnce(rules, facts));
  if (processing.enabled || deeds.consumers.length > 0) {
    const about = { ...deeds, first_contact: firstContact, tries: 0 };
    putAnalyseJob(scene.batch, happening, about, scene.now);
  }
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
