import { z } from 'zod';
import type { Agent } from '../../agent/agent.ts';
import { publicToolCall } from '../../agent/tools/public-call.ts';
import { readApprovals } from '../../agent/tools/tool-calls.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { actorOf } from './actor.ts';
import { toolCallSchema } from './agent-tool-schema.ts';

/** What agreeing to calls needs. */
export interface AgentApprovalRoutes {
  agent: Pick<Agent, 'tools'>;
  database: Database;
  clock: Clock;
}

const common = { tags: ['Agent'] } as const;
const path = '/api/v1/agent/approvals';

/** Calls of tools that a person has to agree to. */
export function agentApprovalRoutes(rooms: AgentApprovalRoutes): Route[] {
  return [
    listRoute(rooms),
    decisionRoute(rooms, {
      ...{ deed: 'approve', verdict: 'approved', summary: 'Agree to a call' },
      description: 'It is made, once, and the agent goes on from there.',
    }),
    decisionRoute(rooms, {
      ...{ deed: 'refuse', verdict: 'refused', summary: 'Refuse a call' },
      description: 'It is not made; the agent is told so, with the note, and answers without it.',
    }),
  ];
}

function listRoute({ database, clock }: AgentApprovalRoutes): Route {
  return route({
    ...common,
    path,
    method: 'GET',
    scope: 'read',
    summary: 'Calls that wait for a person',
    description:
      'The newest first. One is over when its time is, when the person writes again, or when somebody else takes the floor.',
    query: z.object({
      account_id: z.string().optional(),
      conversation_id: z.string().optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(toolCallSchema) } },
    async handle({ query, caller: { workspaceId } }) {
      const { account_id: accountId, conversation_id: conversationId, limit, cursor } = query;
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const filter = { workspaceId, accountId, conversationId, before, limit: limit + 1 };
      const rows = await readApprovals(database.read, filter, clock.now());
      const { data, next_cursor } = page(rows, limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(publicToolCall), next_cursor } };
    },
  });
}

interface DecisionWords {
  deed: 'approve' | 'refuse';
  verdict: 'approved' | 'refused';
  summary: string;
  description: string;
}

function decisionRoute({ agent }: AgentApprovalRoutes, { deed, verdict, ...words }: DecisionWords): Route {
  return route({
    ...common,
    ...words,
    path: `${path}/{id}/${deed}`,
    method: 'POST',
    scope: 'inbox',
    params: z.object({ id: z.string() }),
    body: z
      .strictObject({ note: z.string().trim().min(1).max(1000).nullable().default(null) })
      .prefault({})
      .meta({ id: 'AgentDecision' }),
    example: { note: 'The customer is known to us.' },
    answers: { 200: { description: 'The call as it is now.', schema: toolCallSchema } },
    async handle({ params: { id }, body: { note }, caller }) {
      const decision = { workspaceId: caller.workspaceId, id, by: actorOf(caller), verdict, note };
      return { status: 200, body: publicToolCall(await agent.tools.decide(decision)) };
    },
  });
}
