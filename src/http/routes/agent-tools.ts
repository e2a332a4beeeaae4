import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { Agent } from '../../agent/agent.ts';
import type { AccountAgent } from '../../agent/directory.ts';
import type { AgentSettingsStore } from '../../agent/settings-store.ts';
import { toolCallStates } from '../../agent/tools/journal.ts';
import { publicToolCall } from '../../agent/tools/public-call.ts';
import { toolSchema } from '../../agent/tools/tool.ts';
import { countToolCalls, readToolCalls } from '../../agent/tools/tool-calls.ts';
import type { Clock } from '../../clock.ts';
import { findConversation } from '../../conversations/queries/conversations.ts';
import type { Database } from '../../database/database.ts';
import { notFound } from '../../errors.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { toolCallSchema } from './agent-tool-schema.ts';

/** What the tools of agents need. */
export interface AgentToolRoutes {
  accounts: Pick<AccountStore, 'get'>;
  agent: Pick<Agent, 'tools'>;
  agentSettings: AgentSettingsStore;
  database: Database;
  clock: Clock;
}

const common = { tags: ['Agent'] } as const;
const dayMs = 24 * 60 * 60_000;
// As many as one sees at a glance.
const lastCalls = 3;

const toolStandingSchema = toolSchema
  .omit({ headers: true })
  .extend({
    header_names: z.array(z.string()).describe('Of the sealed headers.'),
    calls_of_day: z.int().describe('Made in the last 24 hours.'),
    failures_of_day: z.int().describe('Of these, those that were not answered with 2xx.'),
    last_calls: z.array(toolCallSchema).describe('The newest first.'),
  })
  .meta({ id: 'AgentToolStanding' });

const trialSchema = z
  .strictObject({
    account_id: z.string(),
    tool: z.string().max(100),
    arguments: z.record(z.string(), z.unknown()).default({}),
    conversation_id: z.string().optional().describe('Whose customer the tool is told of, where it is.'),
  })
  .meta({ id: 'AgentToolTrial' });

/** What the agents of accounts can call, and what they did. */
export function agentToolRoutes(rooms: AgentToolRoutes): Route[] {
  return [standingRoute(rooms), trialRoute(rooms), callsRoute(rooms)];
}

function standingRoute({ accounts, agentSettings, database, clock }: AgentToolRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/agent/tools',
    scope: 'read',
    summary: 'The tools of an account’s agent',
    description: 'They are set with the settings of the agent; here is also how they do.',
    query: z.object({ account_id: z.string() }),
    answers: {
      200: { description: 'All of them.', schema: z.object({ data: z.array(toolStandingSchema) }) },
    },
    async handle({ query: { account_id }, caller: { workspaceId } }) {
      await accounts.get(workspaceId, account_id);
      const { settings, secrets } = await agentSettings.get(workspaceId, account_id);
      const about = { workspaceId, accountId: account_id };
      const counts = await countToolCalls(database.read, { ...about, since: clock.now() - dayMs });
      const data = settings.tools.map(async ({ headers: _sealed, ...tool }) => {
        const { calls = 0, failures = 0 } = counts.get(tool.name) ?? {};
        const last = await readToolCalls(database.read, { ...about, tool: tool.name, limit: lastCalls });
        return {
          ...tool,
          header_names: Object.keys(secrets.tool_headers[tool.name] ?? {}),
          ...{ calls_of_day: calls, failures_of_day: failures, last_calls: last.map(publicToolCall) },
        };
      });
      return { status: 200, body: { data: await Promise.all(data) } };
    },
  });
}

function trialRoute({ accounts, agent, agentSettings, database }: AgentToolRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path: '/api/v1/agent/tools/test',
    scope: 'admin',
    summary: 'Call a tool once, to see whether it works',
    description:
      'As the agent would call it, with its sealed headers, but without asking anybody. It is really called. Neither arguments nor answer are kept.',
    body: trialSchema,
    example: {
      account_id: '0190c7a0-5f00-7000-8000-000000000001',
      tool: 'find_order',
      arguments: { number: 'A-1042' },
    },
    answers: {
      200: {
        description: 'What came of it, and what the model would be told.',
        schema: toolCallSchema.meta({ id: 'AgentToolTrialResult' }),
      },
    },
    async handle({ body, caller }) {
      await accounts.get(caller.workspaceId, body.account_id);
      const { conversation_id: id } = body;
      if (id !== undefined && !(await findConversation(database.read, caller, id))) {
        throw notFound('conversation', id);
      }
      const owner: AccountAgent = await agentSettings.get(caller.workspaceId, body.account_id);
      const trial = { tool: body.tool, arguments: body.arguments, conversationId: id ?? null };
      const { row, result } = await agent.tools.try(owner, trial);
      return { status: 200, body: { ...publicToolCall(row), arguments: body.arguments, result } };
    },
  });
}

function callsRoute({ database }: AgentToolRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/agent/tool-calls',
    scope: 'read',
    summary: 'Calls of tools',
    description: 'Each is written down before it is made; the newest first.',
    query: z.object({
      account_id: z.string().optional(),
      conversation_id: z.string().optional(),
      run_id: z.string().optional(),
      tool: z.string().optional(),
      state: z.enum(toolCallStates).optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(toolCallSchema) } },
    async handle({ query, caller: { workspaceId } }) {
      const { account_id, conversation_id, run_id, tool, state, limit, cursor } = query;
      const rows = await readToolCalls(database.read, {
        ...{ workspaceId, accountId: account_id, conversationId: conversation_id, runId: run_id, tool },
        states: state && [state],
        before: cursor === undefined ? undefined : decodeCursor(cursor, z.string()),
        limit: limit + 1,
      });
      const { data, next_cursor } = page(rows, limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(publicToolCall), next_cursor } };
    },
  });
}
