import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { Agent } from '../../agent/agent.ts';
import { toPublicDocument, toPublicPassage } from '../../agent/knowledge/document.ts';
import { knowledgeFormats } from '../../agent/knowledge/formats.ts';
import { type Question, type RetrievedPassage, retrieve } from '../../agent/knowledge/retrieve.ts';
import { largestDocument } from '../../agent/knowledge/store.ts';
import type { AgentSettingsStore } from '../../agent/settings-store.ts';
import type { Database } from '../../database/database.ts';
import { highlights } from '../../search/search-index.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What managing knowledge needs. */
export interface AgentKnowledgeRoutes {
  database: Database;
  accounts: Pick<AccountStore, 'get'>;
  agent: Pick<Agent, 'knowledge' | 'lookup'>;
  agentSettings: AgentSettingsStore;
}

/** A title as people give it. */
export const titleSchema = z.string().trim().min(1).max(300);

/** The tags of a document, by which an account's agent uses only some. */
export const tagsSchema = z
  .array(z.string().trim().min(1).max(100))
  .max(50)
  .describe('An account’s `knowledge_tags` choose documents by them.');

/** A document as the API shows it. */
export const knowledgeDocumentSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    format: z.enum(knowledgeFormats),
    tags: z.array(z.string()),
    file_name: z.string().nullable(),
    size: z.int().describe('In bytes.'),
    state: z
      .enum(['indexing', 'ready', 'failed'])
      .describe('While a new version is `indexing`, and when it has `failed`, the one before is found.'),
    reason: z.string().nullable().describe('Why it failed, and what to do.'),
    passages: z.int().describe('How many passages are found of it.'),
    created_at: timeSchema,
    updated_at: timeSchema,
    indexed_at: timeSchema.nullable(),
  })
  .meta({ id: 'KnowledgeDocument' });

const passageSchema = z
  .object({ id: z.string(), heading: z.string().nullable(), text: z.string() })
  .meta({ id: 'KnowledgePassage' });

const foundSchema = z
  .object({
    id: z.string(),
    document_id: z.string(),
    title: z.string(),
    heading: z.string().nullable(),
    text: z.string(),
    score: z.number().describe('Higher is better; comparable within one answer.'),
    highlights: z.array(z.object({ offset: z.int(), length: z.int() })).describe('In the text.'),
  })
  .meta({ id: 'FoundPassage' });

const textBody = {
  title: titleSchema,
  text: z.string().min(1).max(3_000_000),
  format: z.enum(['markdown', 'text', 'html', 'csv']).default('markdown'),
  tags: tagsSchema.default([]),
};

const path = '/api/v1/agent/knowledge';
const tags = ['Agent'] as const;
const params = z.object({ id: z.string() });

/** What the agent knows: documents, their passages, and what it would find. */
export function agentKnowledgeRoutes(rooms: AgentKnowledgeRoutes): Route[] {
  return [
    listRoute(rooms),
    addRoute(rooms),
    searchRoute(rooms),
    oneRoute(rooms),
    passagesRoute(rooms),
    changeRoute(rooms),
    deleteRoute(rooms),
  ];
}

function listRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'GET', path, tags, scope: 'read' },
    summary: 'List what the agent knows',
    description: 'The newest first.',
    query: z.object({ tag: z.string().optional(), limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'One page.', schema: pageSchema(knowledgeDocumentSchema) } },
    async handle({ query: { tag, limit, cursor }, caller }) {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const rows = await knowledge.list(caller.workspaceId, { before, tag, limit: limit + 1 });
      const { data, next_cursor } = page(rows, limit, (row) => row.id);
      return { status: 200, body: { data: data.map(toPublicDocument), next_cursor } };
    },
  });
}

function addRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'POST', path, tags, scope: 'admin' },
    summary: 'Teach the agent a text',
    description: `Files (PDF too, up to ${largestDocument / 1024 / 1024} MB) go to …/knowledge/files. It is split into passages and found when its state is \`ready\`, some seconds later.`,
    body: z.strictObject(textBody).meta({ id: 'NewKnowledge' }),
    example: {
      title: 'Shipping',
      text: '# Shipping\n\nOrders before 14:00 leave the same day. Delivery to Chiang Mai takes two days.',
      tags: ['shop'],
    },
    answers: { 201: { description: 'It is being indexed.', schema: knowledgeDocumentSchema } },
    async handle({ body: { title, text, format, tags: given }, caller }) {
      const source = { format, fileName: null, content: Buffer.from(text) };
      const row = await knowledge.add(caller.workspaceId, { title, tags: given }, source);
      return { status: 201, body: toPublicDocument(row) };
    },
  });
}

function searchRoute(rooms: AgentKnowledgeRoutes): Route {
  const { database } = rooms;
  return route({
    ...{ method: 'GET', path: `${path}/search`, tags, scope: 'read' },
    summary: 'What the agent would find',
    description: 'The passages that fit a question best, as the agent gets them before it answers.',
    query: z.object({
      q: z.string().trim().min(1).max(2000),
      tag: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .describe('Only documents with one of these tags; can be given several times.'),
      account_id: z
        .string()
        .optional()
        .describe(
          'As the agent of this account finds it: by its own tags, and by meaning where it has a model.',
        ),
      limit: z.coerce.number().int().min(1).max(50).default(8),
    }),
    answers: {
      200: { description: 'The best first.', schema: z.object({ data: z.array(foundSchema) }) },
    },
    async handle({ query: { q, tag, account_id, limit }, caller }) {
      const { workspaceId } = caller;
      const passages =
        account_id === undefined
          ? await byWords(database, {
              workspaceId,
              query: q,
              limit,
              tags: tag === undefined ? null : [tag].flat(),
            })
          : await asAgent(rooms, workspaceId, account_id, { query: q, limit });
      const data = passages.map((passage) => ({
        ...passage,
        highlights: highlights(passage.text, q, 'any'),
      }));
      return { status: 200, body: { data } };
    },
  });
}

async function byWords(database: Database, question: Question): Promise<RetrievedPassage[]> {
  return (await retrieve(database, question)).passages;
}

async function asAgent(
  { accounts, agentSettings, agent }: AgentKnowledgeRoutes,
  workspaceId: string,
  accountId: string,
  { query, limit }: { query: string; limit: number },
): Promise<RetrievedPassage[]> {
  await accounts.get(workspaceId, accountId);
  return agent.lookup.find(await agentSettings.get(workspaceId, accountId), query, limit);
}

function oneRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'GET', path: `${path}/{id}`, tags, scope: 'read' },
    summary: 'One document',
    params,
    answers: { 200: { description: 'The document.', schema: knowledgeDocumentSchema } },
    async handle({ params: { id }, caller }) {
      return { status: 200, body: toPublicDocument(await knowledge.get(caller.workspaceId, id)) };
    },
  });
}

function passagesRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'GET', path: `${path}/{id}/passages`, tags, scope: 'read' },
    summary: 'The passages of a document',
    description: 'As they are found now, in their order.',
    params,
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'One page.', schema: pageSchema(passageSchema) } },
    async handle({ params: { id }, query: { limit, cursor }, caller }) {
      const after = cursor === undefined ? -1 : decodeCursor(cursor, z.int());
      const document = await knowledge.get(caller.workspaceId, id);
      const rows = await knowledge.passages(document, { after, limit: limit + 1 });
      const { data, next_cursor } = page(rows, limit, (row) => row.position);
      return { status: 200, body: { data: data.map(toPublicPassage), next_cursor } };
    },
  });
}

function changeRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'PATCH', path: `${path}/{id}`, tags, scope: 'admin' },
    summary: 'Change a document',
    description:
      'What is not named stays. The version before is found until the new one is indexed, and then no more.',
    params,
    body: z
      .strictObject({
        title: titleSchema.optional(),
        text: textBody.text.optional().describe('Replaces the whole text, or the file.'),
        format: z.enum(['markdown', 'text', 'html', 'csv']).default('markdown').describe('Of the new text.'),
        tags: tagsSchema.optional(),
      })
      .meta({ id: 'KnowledgeChange' }),
    example: { tags: ['shop', 'delivery'] },
    answers: { 200: { description: 'It is being indexed.', schema: knowledgeDocumentSchema } },
    async handle({ params: { id }, body: { title, text, format, tags: given }, caller }) {
      const label = { ...(title !== undefined && { title }), ...(given !== undefined && { tags: given }) };
      const source = text === undefined ? undefined : { format, fileName: null, content: Buffer.from(text) };
      const row = await knowledge.change(caller.workspaceId, id, label, source);
      return { status: 200, body: toPublicDocument(row) };
    },
  });
}

function deleteRoute({ agent: { knowledge } }: AgentKnowledgeRoutes): Route {
  return route({
    ...{ method: 'DELETE', path: `${path}/{id}`, tags, scope: 'admin' },
    summary: 'Let the agent forget a document',
    params,
    answers: { 204: { description: 'Nothing of it is found any more.' } },
    async handle({ params: { id }, caller }) {
      await knowledge.delete(caller.workspaceId, id);
      return { status: 204 };
    },
  });
}
