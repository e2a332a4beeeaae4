import type { FunctionCall } from '../reply.ts';
import type { FunctionDeclaration } from '../request.ts';
import type { Facts } from './facts.ts';
import { fill } from './fill.ts';
import { parametersOf, type Task } from './task.ts';
import { overlap } from './words.ts';

/** The function to call next: one whose arguments the question holds; null when there is none. */
export function chooseTool(task: Task, facts: Facts): FunctionCall | null {
  const open = task.tools.filter(({ name }) => !task.called.some((one) => one.name === name));
  const rated = open
    .map((tool) => ({ tool, call: callOf(tool, facts), rate: fitness(tool, facts) }))
    .filter(({ call, tool, rate }) => isFilled(tool, call) && rate > 0)
    .toSorted((one, other) => other.rate - one.rate);
  const [best] = rated;
  if (best !== undefined) return best.call;
  // Told to call something, it calls the first one, whatever it knows.
  const [first] = open;
  return task.mustCall && first !== undefined ? callOf(first, facts) : null;
}

/** A call with everything that is known of its arguments. */
export function callOf(tool: FunctionDeclaration, facts: Facts): FunctionCall {
  const filled = fill({ type: 'object', ...parametersOf(tool) }, facts);
  // The schema is an object's, so its value is one.
  return { name: tool.name, args: filled as Record<string, unknown> };
}

function isFilled(tool: FunctionDeclaration, { args }: FunctionCall): boolean {
  const { required } = parametersOf(tool);
  const names = Array.isArray(required) ? required.map(String) : [];
  return names.every((name) => args[name] !== undefined && args[name] !== '' && args[name] !== null);
}

/** A question that names what a tool asks for fits it; so does one that speaks of what it does. */
function fitness(tool: FunctionDeclaration, { question, entities }: Facts): number {
  const asked = Object.keys(Object(parametersOf(tool).properties)).join(' ');
  const named = entities.some(({ type }) => asked.includes(type.replace(/_number$/, ''))) ? 1 : 0;
  return named + overlap(question, `${tool.name.replaceAll('_', ' ')} ${tool.description}`);
}
