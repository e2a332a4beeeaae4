import { type FieldError, Problem } from '../../errors.ts';
import { unreachableUrl } from '../../network/network.ts';
import { placeholderProblem } from './address.ts';
import { schemaProblem } from './parameters.ts';
import type { Tool } from './tool.ts';

// Some models get the form of their answer as a function of this name.
const takenNames = ['json'];
// What the hub itself says with each call, or what would break the call.
const ownHeaders =
  /^(host|connection|content-length|content-type|transfer-encoding|upgrade|expect|keep-alive|idempotency-key|parley-.*)$/i;

/** Refuses tools that could not be called, or whose arguments could not be checked. @throws Problem 422 */
export function refuseUnusable(tools: readonly Tool[], network: { allowPrivate: boolean }): void {
  const errors = tools.flatMap((tool, at) => problemsOf(tool, `tools[${at}]`, network));
  const names = tools.map(({ name }) => name);
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  if (twice >= 0) errors.push({ field: `tools[${twice}].name`, message: 'Another tool has this name.' });
  if (errors.length === 0) return;
  throw new Problem({
    status: 422,
    code: 'unusable_tool',
    detail: 'The agent could not use all of these tools.',
    fix: 'Mend what "errors" names. What is not checked in a schema must be left out of it.',
    errors,
  });
}

function problemsOf(tool: Tool, place: string, network: { allowPrivate: boolean }): FieldError[] {
  const placeholders = placeholderProblem(tool);
  const found: Record<string, string | null> = {
    name: takenNames.includes(tool.name) ? `${JSON.stringify(tool.name)} is taken by the hub.` : null,
    parameters: schemaProblem(tool.parameters),
    url: placeholders ?? unreachableUrl(tool.url, network),
    headers: headersProblem(tool.headers ?? {}),
  };
  return Object.entries(found).flatMap(([field, message]) =>
    message === null ? [] : [{ field: `${place}.${field}`, message }],
  );
}

function headersProblem(headers: Readonly<Record<string, string>>): string | null {
  const own = Object.keys(headers).find((name) => ownHeaders.test(name));
  if (own !== undefined) return `${own} is set by the hub.`;
  try {
    new Headers(headers);
    return null;
  } catch {
    // The reason of the platform would show the value, which is a secret.
    return 'A value cannot be sent as a header.';
  }
}
