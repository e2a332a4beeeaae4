import type { Reply } from '../reply.ts';
import { type Facts, factsOf } from './facts.ts';
import { fill } from './fill.ts';
import type { Task } from './task.ts';
import { chooseTool } from './tools.ts';

/** What the scripted model says to a request: a function to call, a filled schema, or a text. */
export function respond(task: Task): Reply {
  const facts = factsOf(task);
  const call = chooseTool(task, facts);
  if (call !== null) return { calls: [call] };
  if (task.schema !== null) return structured(task, fill(task.schema, facts));
  return { text: plainAnswer(task, facts) };
}

/** Puts a value where the request wants it: into the function that stands for the schema, or into the text. */
export function structured(task: Task, value: unknown): Reply {
  if (task.answerFunction === null) return { text: JSON.stringify(value) };
  const args = typeof value === 'object' && value !== null ? { ...value } : {};
  return { calls: [{ name: task.answerFunction, args }] };
}

/** Asked for a summary, it sums up; else it answers. */
function plainAnswer(task: Task, facts: Facts): string {
  return /\bsummar/i.test(task.instruction) ? facts.summary : facts.answer;
}
