import type { AccountDirectory } from '../../accounts/directory.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import { changeKind } from '../../conversations/change.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import { type Happening, type Interest, noInterest } from '../../conversations/interest.ts';
import { Problem } from '../../errors.ts';
import { submitKind } from '../../outbound/submit.ts';
import { fallSilent } from '../response/floor.ts';
import { expireSuggestions } from '../response/suggestions.ts';
import type { Rule } from './rule.ts';

/** What rules act with. */
export interface RuleActions {
  directory: AccountDirectory;
  quotas: Quotas;
  /** Who is told of owners and states that rules change. */
  interest: Pick<Interest, 'changed'>;
}

/** What rules have done with one message. */
export interface Deeds {
  rules: string[];
  stopped_by: string | null;
  /** The consumers that get what was understood of it. */
  consumers: string[];
  /** The person has been given an answer, so the agent is silent. */
  answered: boolean;
}

/**
 * Lets rules act on a message, in order, in the transaction of the scene. What one of them may not do (a member who
 * is gone, a closed window) is left out, and the others act all the same. Of several answers only the first is given,
 * and none where the person has one already.
 */
export async function act(
  actions: RuleActions,
  scene: Scene,
  { conversation, message }: Happening,
  rules: readonly Rule[],
  isAnswered = false,
): Promise<Deeds> {
  const deeds: Deeds = { rules: [], stopped_by: null, consumers: [], answered: isAnswered };
  // Whoever is talking with a person is not interrupted; a rule that calls for one may say so.
  const mayAnswer = conversation.owner !== 'human';
  for (const rule of rules) {
    const { consumer_id, reply } = rule.actions;
    await change(actions, scene, conversation, rule);
    if (reply !== undefined && mayAnswer && !deeds.answered) {
      deeds.answered = await answer(actions, scene, { conversation, message }, reply);
    }
    if (consumer_id !== undefined && !deeds.consumers.includes(consumer_id))
      deeds.consumers.push(consumer_id);
    deeds.rules.push(rule.name);
    if (rule.stop) deeds.stopped_by = rule.name;
  }
  return deeds;
}

async function change(
  { interest }: RuleActions,
  { batch, now }: Scene,
  { workspace_id, id }: Happening['conversation'],
  { name, actions: { owner, status, assignee_id, team, add_tags } }: Rule,
): Promise<void> {
  const all = { owner, status, assignee_id, team, add_tags };
  if (Object.values(all).every((wish) => wish === undefined)) return;
  const by = { member_id: null, key_id: null, rule: name };
  const kind = changeKind(() => now, { ...noInterest, ...interest });
  const reason = `The rule ${JSON.stringify(name)}.`;
  const ask = (wishes: Partial<typeof all>) =>
    kind.apply(batch, [{ workspaceId: workspace_id, id, by, reason, wishes }]);
  const [changed] = await ask(all);
  if (!(changed instanceof Problem)) return;
  // A member who is gone, or too many tags: what is left of the wishes is still meant.
  const { assignee_id: _nobody, ...rest } = all;
  const [again] = await ask(rest);
  if (again instanceof Problem) await ask({ owner, status, team });
}

async function answer(
  { directory, quotas }: RuleActions,
  scene: Scene,
  { conversation }: Happening,
  text: string,
): Promise<boolean> {
  const { batch, now } = scene;
  const account = directory.get(conversation.account_id);
  const fitted = account?.platform.send.fit({ type: 'text', text });
  if (!account || !fitted?.ok) return false;
  const submit = submitKind({ now: () => now, quotas, interest: noInterest });
  const [answer] = await submit.apply(batch, [
    {
      ...{ account, to: { conversation_id: conversation.id }, parts: fitted.parts },
      content: { type: 'text', text },
      ...{ author: 'bot', member_id: null },
    },
  ]);
  if (answer === undefined || answer instanceof Problem) return false;
  // What the agent has under way for this turn is not wanted any more.
  await fallSilent(scene, conversation);
  await expireSuggestions(scene, conversation, 'A rule has answered.');
  return true;
}
