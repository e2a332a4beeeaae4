import type { Route } from './route.ts';

/** What the page is printed from. */
export interface LlmsOptions {
  version: string;
  routes: readonly Route[];
  /** Each type of event, with what it says. */
  types: Readonly<Record<string, string>>;
}

/** The whole API in one page of Markdown, in the form of https://llmstxt.org: links first, then every route and event. */
export function llmsText({ version, routes, types }: LlmsOptions): string {
  const byTag = Map.groupBy(routes, ({ tags }) => tags[0] ?? 'Other');
  const sections = [...byTag].map(([tag, some]) => `## ${tag}\n\n${some.map(lineOf).join('\n')}`);
  const events = Object.entries(types).map(([type, summary]) => `- \`${type}\`: ${summary}`);
  return `# Parley ${version}

> One self-hosted hub for social messaging: the messaging platforms on one side, a business's own software, people
> and AI on the other. Webhooks come in, are stored and turned into one model; messages go out
> through one API, in order, with their status tracked to the end.

Every request needs \`Authorization: Bearer <key>\` unless it says otherwise. JSON in snake_case, times in RFC 3339 UTC.
Lists take \`limit\` and \`cursor\` and answer \`{"data": [...], "next_cursor": "…" | null}\`. Errors are
\`application/problem+json\` with \`code\`, \`detail\`, \`fix\` and \`retryable\`. Repeat a POST safely with \`Idempotency-Key\`.

- [OpenAPI](/openapi.json): every route with its schemas
- [AsyncAPI](/asyncapi.json): every event with its schema
- [Documentation](/docs): to read and to try
- [Problems](/docs/problems): what error answers mean

${sections.join('\n\n')}

## Event types

${events.join('\n')}
`;
}

function lineOf({ method, path, scope, summary }: Route): string {
  const needs = scope === 'public' ? 'no key' : `scope \`${scope}\``;
  return `- \`${method} ${path}\` (${needs}): ${summary}`;
}
