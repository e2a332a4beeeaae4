import { z } from 'zod';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { Console } from '../console.ts';
import { docsRoutes, plainPage } from '../docs-page.ts';
import { openapiDocument } from '../openapi.ts';
import { type Route, route } from '../route.ts';

/** Whether one thing that the hub cannot do without is there. */
export interface ReadinessCheck {
  name: string;
  /** Null when all is well, else the reason in words that anybody may read: the page needs no key. */
  check(): Promise<string | null>;
}

/** What these routes need from the rest of the hub. */
export interface Operations {
  version: string;
  metrics: Metrics;
  readiness: readonly ReadinessCheck[];
  /** The whole table, these routes included; asked for when it is complete. */
  routes(): readonly Route[];
  /** Null in a process that serves none. */
  console: Console | null;
}

const common = { method: 'GET', scope: 'public', tags: ['Operations'] } as const;

const healthSchema = z
  .object({ status: z.literal('ok'), version: z.string() })
  .meta({ id: 'Health', description: 'The process runs and answers.' });

const readinessSchema = z
  .object({
    status: z.enum(['ready', 'unready', 'stopping']),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().optional() })),
  })
  .meta({ id: 'Readiness', description: 'Whether requests should be sent here.' });

function healthRoute(version: string): Route {
  return route({
    ...common,
    path: '/healthz',
    summary: 'Whether the process lives',
    description: 'For the question whether to restart it: says nothing of the database or the platforms.',
    answers: { 200: { description: 'It does.', schema: healthSchema } },
    handle: () => ({ status: 200, body: { status: 'ok', version } }),
  });
}

async function outcome({ name, check }: ReadinessCheck) {
  // What a check throws may name hosts and users, so it is not shown.
  const reason = await check().catch(() => 'The check itself failed.');
  return [name, reason === null ? { ok: true } : { ok: false, reason }] as const;
}

function readinessRoute(readiness: readonly ReadinessCheck[]): Route {
  return route({
    ...common,
    path: '/readyz',
    summary: 'Whether requests should be sent to this process',
    description:
      'For load balancers: 503 while something it cannot do without is missing, or when it is stopping.',
    answers: {
      200: { description: 'They should.', schema: readinessSchema },
      503: { description: 'They should not; `checks` says why.', schema: readinessSchema },
    },
    async handle({ closing }) {
      const outcomes = await Promise.all(readiness.map(outcome));
      const well = outcomes.every(([, { ok }]) => ok);
      const checks = Object.fromEntries(outcomes);
      if (well && !closing.aborted) return { status: 200, body: { status: 'ready', checks } };
      return { status: 503, body: { status: closing.aborted ? 'stopping' : 'unready', checks } };
    },
  });
}

function metricsRoute({ registry }: Metrics): Route {
  return route({
    ...common,
    path: '/metrics',
    summary: 'The numbers of this process, for Prometheus',
    answers: { 200: { description: 'The exposition format.', contentType: 'text/plain' } },
    handle: async () =>
      new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }),
  });
}

function openapiRoute({ routes, version }: Operations): Route {
  let document: string | undefined;
  return route({
    ...common,
    path: '/openapi.json',
    summary: 'This API, as an OpenAPI 3.1 document',
    answers: { 200: { description: 'The document.', contentType: 'application/json' } },
    handle() {
      document ??= JSON.stringify(openapiDocument(routes(), version));
      return new Response(document, { headers: { 'content-type': 'application/json' } });
    },
  });
}

const unbuilt =
  '<p><strong>The console has not been built here.</strong> Build it with <code>npm run build</code>, and load this page again.</p>';

function startPage({ version, console: built }: Operations): Route {
  const body = `<h1>Parley</h1>
<p>One hub between a business's own software and the people who write to it on messaging platforms. Webhooks come in
here, are stored and turned into one model; messages go out through one API, in order, with their status tracked
to the end. This is version ${version}.</p>
<dl>
<dt><a href="docs">The API</a></dt><dd>Every route, to read and to try; as a document: <a href="openapi.json">openapi.json</a>.</dd>
<dt>Events</dt><dd><code>GET /api/v1/events</code> and <code>/api/v1/events/stream</code>, with a key in the header
<code>Authorization: Bearer &lt;key&gt;</code>.</dd>
<dt><a href="readyz">Health</a></dt><dd><a href="healthz">healthz</a>, <a href="readyz">readyz</a>, <a href="metrics">metrics</a>.</dd>
<dt><a href="docs/problems">Problems</a></dt><dd>What error answers look like, and what they mean.</dd>
</dl>`;
  return route({
    ...common,
    path: '/',
    summary: 'The console',
    description: 'Where it is not built or not served: what this is, and where to go.',
    answers: { 200: { description: 'A page.', contentType: 'text/html' } },
    handle: async () => (await built?.page()) ?? plainPage('Parley', built ? unbuilt + body : body),
  });
}

/** What operators and their machines call: all without a key, and none of it tells who uses the hub. */
export function operationRoutes(operations: Operations): Route[] {
  return [
    healthRoute(operations.version),
    readinessRoute(operations.readiness),
    metricsRoute(operations.metrics),
    openapiRoute(operations),
    ...docsRoutes(),
    startPage(operations),
    ...(operations.console?.routes ?? []),
  ];
}
