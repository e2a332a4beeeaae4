import { z } from 'zod';
import type { Agent } from '../../agent/agent.ts';
import { suggestionStates, toPublicSuggestion } from '../../agent/response/suggestions.ts';
import { outboundContentSchema } from '../../conversations/content.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { actorOf } from './actor.ts';
import { timeSchema } from './message-schema.ts';

/** What deciding about drafts needs. */
export interface SuggestionRoutes {
  agent: Pick<Agent, 'drafts'>;
}

/** A draft of the agent. */
export const suggestionSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    conversation_id: z.string(),
    run_id: z.string().describe('More by `GET /api/v1/agent/runs/{id}`.'),
    turn: z.int().describe('The turn of the conversation that it answers; it is over with that.'),
    contents: z.array(outboundContentSchema).describe('The messages it comes to, in order.'),
    state: z.enum(suggestionStates),
    message_id: z.string().nullable().describe('The first message that was sent of it.'),
    decided_by: z.string().nullable().describe('The member; null: a service, or nobody.'),
    decided_at: timeSchema.nullable(),
    created_at: timeSchema,
  })
  .meta({ id: 'Suggestion' });

const common = { tags: ['Agent'] } as const;
const path = '/api/v1/suggestions';
const params = z.object({ id: z.string() });
const decided = { 200: { description: 'The draft as it is now.', schema: suggestionSchema } };

/** Drafts that the agent puts before people. */
export function suggestionRoutes(rooms: SuggestionRoutes): Route[] {
  return [listRoute(rooms), acceptRoute(rooms), editRoute(rooms), rejectRoute(rooms)];
}

function listRoute({ agent }: SuggestionRoutes): Route {
  return route({
    ...common,
    path,
    method: 'GET',
    scope: 'read',
    summary: 'Drafts of the agent',
    description: 'The newest first.',
    query: z.object({
      account_id: z.string().optional(),
      conversation_id: z.string().optional(),
      state: z.enum(suggestionStates).optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(suggestionSchema) } },
    async handle({ query, caller: { workspaceId } }) {
      const { account_id: accountId, conversation_id: conversationId, state, limit, cursor } = query;
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const rows = await agent.drafts.list({
        ...{ workspaceId, accountId, conversationId, state, before },
        limit: limit + 1,
      });
      const { data, next_cursor } = page(rows, limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(toPublicSuggestion), next_cursor } };
    },
  });
}

function acceptRoute({ agent }: SuggestionRoutes): Route {
  return route({
    ...common,
    path: `${path}/{id}/accept`,
    method: 'POST',
    scope: 'send',
    summary: 'Send a draft as it is',
    description:
      'A member sends it as `human`, any other key as `api`; its message leads to the run that wrote it. 409 when the conversation has gone on, or somebody has decided.',
    params,
    answers: decided,
    async handle({ params: { id }, caller }) {
      const by = actorOf(caller);
      const row = await agent.drafts.decide({ workspaceId: caller.workspaceId, id, by, verdict: 'accepted' });
      return { status: 200, body: toPublicSuggestion(row) };
    },
  });
}

// More messages at once than this nobody reads.
const mostContents = 5;

function editRoute({ agent }: SuggestionRoutes): Route {
  return route({
    ...common,
    path: `${path}/{id}/edit`,
    method: 'POST',
    scope: 'send',
    summary: 'Send a draft in other words',
    description: 'As accepting it, with other contents.',
    params,
    body: z
      .strictObject({ contents: z.array(outboundContentSchema).min(1).max(mostContents) })
      .meta({ id: 'SuggestionEdit' }),
    example: { contents: [{ type: 'text', text: 'Yes, in every size.' }] },
    answers: decided,
    async handle({ params: { id }, body: { contents }, caller }) {
      const decision = { workspaceId: caller.workspaceId, id, by: actorOf(caller), contents };
      const row = await agent.drafts.decide({ ...decision, verdict: 'edited' });
      return { status: 200, body: toPublicSuggestion(row) };
    },
  });
}

function rejectRoute({ agent }: SuggestionRoutes): Route {
  return route({
    ...common,
    path: `${path}/{id}/reject`,
    method: 'POST',
    scope: 'inbox',
    summary: 'Refuse a draft',
    description: 'Nothing is sent of it.',
    params,
    answers: decided,
    async handle({ params: { id }, caller }) {
      const by = actorOf(caller);
      const row = await agent.drafts.decide({ workspaceId: caller.workspaceId, id, by, verdict: 'rejected' });
      return { status: 200, body: toPublicSuggestion(row) };
    },
  });
}
