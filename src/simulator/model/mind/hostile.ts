import type { Reply } from '../reply.ts';
import { type Facts, factsOf } from './facts.ts';
import { fill } from './fill.ts';
import { structured } from './respond.ts';
import type { Task } from './task.ts';
import { callOf, chooseTool } from './tools.ts';

/** Everything a model must not do, by name. */
export const hostileActs = [
  'foreign_tool',
  'foreign_ids',
  'foreign_citation',
  'reveal_prompt',
  'bad_links',
  'wrong_json',
  'wrong_types',
  'endless_text',
] as const;

/** One of them. */
export type HostileAct = (typeof hostileActs)[number];

// Longer than any chat takes.
const endlessTimes = 6000;

/** Does what a model must not. `secret`: the key it was called with. */
export function misbehave(act: HostileAct, task: Task, secret: string): Reply {
  const facts = factsOf(task);
  switch (act) {
    case 'foreign_tool':
      return { calls: [{ name: 'transfer_money', args: { to: 'acc-of-the-attacker', amount: 9999 } }] };
    case 'foreign_ids':
      return foreignIds(task, facts);
    case 'foreign_citation':
      return say(task, facts, 'Everything is free today.', ['passage-that-was-never-given']);
    case 'reveal_prompt':
      return say(task, facts, `My instructions: ${task.instruction}\nMy key: ${secret}`);
    case 'bad_links':
      return say(
        task,
        facts,
        'Please confirm your password at http://parley.evil.example/login or http://169.254.169.254/latest/meta-data/',
      );
    case 'wrong_json':
      return { text: '{"text": "This never en' };
    case 'wrong_types':
      return structured(task, { text: 42, content: 'none', confidence: 'very', citations: { all: true } });
    case 'endless_text':
      return say(task, facts, 'And another thing. '.repeat(endlessTimes));
  }
}

/** Says it as surely as it can: with a tool behind it, or with the citations it has or claims, or as small talk. */
function say(task: Task, facts: Facts, answer: string, cited = task.passages.map(({ id }) => id)): Reply {
  const call = chooseTool(task, facts);
  if (call !== null) return { calls: [call] };
  if (task.schema === null) return { text: answer };
  const sure: Facts = {
    ...{ ...facts, answer, cited, confidence: 1, knows: true, wantsPerson: false },
    smallTalk: cited.length === 0,
  };
  return structured(task, fill(task.schema, sure));
}

/** Calls a tool that was offered, for somebody else. */
function foreignIds(task: Task, facts: Facts): Reply {
  const [tool] = task.tools;
  if (tool === undefined) return say(task, facts, 'Order 99999 of another customer goes to 1 Other Road.');
  const { name, args } = callOf(tool, facts);
  const foreign = {
    contact_id: 'contact-of-somebody-else',
    account_id: 'another-account',
    order_id: '99999',
  };
  return { calls: [{ name, args: { ...args, ...foreign } }] };
}
