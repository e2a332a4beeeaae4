import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { Agent } from '../../agent/agent.ts';
import { questionsSchema } from '../../agent/evaluation/question.ts';
import {
  readResults,
  readRun,
  readRuns,
  readSet,
  readSets,
  toPublicRun,
  toPublicSet,
} from '../../agent/evaluation/sets.ts';
import type { Database } from '../../database/database.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { runSchema, runWithResultsSchema, setSchema } from './agent-evaluation-schema.ts';
import { triedSettingsSchema } from './agent-rehearsal-schema.ts';
import { triedAgent } from './agent-rehearsals.ts';

/** What evaluations need. */
export interface AgentEvaluationRoutes {
  accounts: Pick<AccountStore, 'get'>;
  agent: Pick<Agent, 'evaluations'>;
  database: Database;
}

const common = { tags: ['Agent'] } as const;
const path = '/api/v1/agent/evaluations';
const params = z.object({ name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/) });
const paging = z.object({ limit: limitSchema, cursor: z.string().optional() });

/** Sets of questions that agents are held against. */
export function agentEvaluationRoutes(rooms: AgentEvaluationRoutes): Route[] {
  return [listRoute(rooms), putRoute(rooms), ...oneRoutes(rooms), startRoute(rooms), ...runRoutes(rooms)];
}

function listRoute({ database }: AgentEvaluationRoutes): Route {
  return route({
    ...common,
    path,
    method: 'GET',
    scope: 'read',
    summary: 'The evaluation sets',
    query: paging,
    answers: { 200: { description: 'By name.', schema: pageSchema(setSchema) } },
    async handle({ query: { limit, cursor }, caller: { workspaceId } }) {
      const after = cursor === undefined ? '' : decodeCursor(cursor, z.string());
      const rows = await readSets(database.read, { workspaceId, after, limit: limit + 1 });
      const { data, next_cursor } = page(rows, limit, ({ name }) => name);
      return { status: 200, body: { data: data.map(toPublicSet), next_cursor } };
    },
  });
}

function putRoute({ agent: { evaluations } }: AgentEvaluationRoutes): Route {
  return route({
    ...common,
    path: `${path}/{name}`,
    method: 'PUT',
    scope: 'admin',
    summary: 'Set up an evaluation set',
    description: 'Questions, and what a good answer to each is. One of the same name is replaced.',
    params,
    body: z.strictObject({ questions: questionsSchema }).meta({ id: 'AgentEvaluationChange' }),
    example: {
      questions: [
        {
          id: 'sunday',
          messages: 'Are you open on Sundays?',
          expected: [{ one_of: ['10:00', '10 am'] }],
          forbidden: [
            'Monday',
            { judge: 'The answer promises something that the customer did not ask for.' },
          ],
          language: 'en',
          cites: true,
        },
        { id: 'person', messages: 'I want to talk to a person.', decision: 'hand_over' },
      ],
    },
    answers: { 200: { description: 'As it is now.', schema: setSchema } },
    handle: async ({ params: { name }, body: { questions }, caller: { workspaceId } }) => ({
      status: 200,
      body: await evaluations.putSet(workspaceId, name, questions),
    }),
  });
}

function oneRoutes({ agent: { evaluations }, database }: AgentEvaluationRoutes): Route[] {
  return [
    route({
      ...common,
      path: `${path}/{name}`,
      method: 'GET',
      scope: 'read',
      summary: 'One evaluation set',
      params,
      answers: { 200: { description: 'Its questions.', schema: setSchema } },
      handle: async ({ params: { name }, caller: { workspaceId } }) => ({
        status: 200,
        body: await readSet(database.read, workspaceId, name),
      }),
    }),
    route({
      ...common,
      path: `${path}/{name}`,
      method: 'DELETE',
      scope: 'admin',
      summary: 'Delete an evaluation set',
      params,
      answers: { 204: { description: 'It is gone, with everything that came of it.' } },
      async handle({ params: { name }, caller: { workspaceId } }) {
        await evaluations.deleteSet(workspaceId, name);
        return { status: 204 };
      },
    }),
  ];
}

function startRoute({ accounts, agent: { evaluations } }: AgentEvaluationRoutes): Route {
  return route({
    ...common,
    path: `${path}/{name}/run`,
    method: 'POST',
    scope: 'admin',
    summary: 'Hold an agent against an evaluation set',
    description:
      'Puts one question after another, as work that survives a restart. Nothing is sent; tools that change something are not called.',
    params,
    body: z
      .strictObject({ account_id: z.string(), settings: triedSettingsSchema })
      .meta({ id: 'AgentEvaluationWish' }),
    example: { account_id: '0190c7a0-5f00-7000-8000-000000000001' },
    answers: { 202: { description: 'It has begun; read it by its id.', schema: runSchema } },
    async handle({ params: { name }, body: { account_id, settings }, caller }) {
      await accounts.get(caller.workspaceId, account_id);
      const tried = await triedAgent({ evaluations }, caller, account_id, settings);
      return { status: 202, body: await evaluations.start(tried, name) };
    },
  });
}

function runRoutes({ database }: AgentEvaluationRoutes): Route[] {
  return [
    route({
      ...common,
      path: `${path}/{name}/runs`,
      method: 'GET',
      scope: 'read',
      summary: 'How agents did on an evaluation set',
      params,
      query: paging,
      answers: { 200: { description: 'The newest first.', schema: pageSchema(runSchema) } },
      async handle({ params: { name }, query: { limit, cursor }, caller: { workspaceId } }) {
        await readSet(database.read, workspaceId, name);
        const before = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
        const rows = await readRuns(database.read, { workspaceId, name, before, limit: limit + 1 });
        const { data, next_cursor } = page(rows, limit, ({ id }) => id);
        const results = await readResults(database.read, data);
        return {
          status: 200,
          body: { data: data.map((row, index) => toPublicRun(row, results[index] ?? [])), next_cursor },
        };
      },
    }),
    route({
      ...common,
      path: `${path}/{name}/runs/{id}`,
      method: 'GET',
      scope: 'read',
      summary: 'How an agent did on each question',
      params: params.extend({ id: z.string() }),
      answers: { 200: { description: 'As far as it is through.', schema: runWithResultsSchema } },
      handle: async ({ params: { name, id }, caller: { workspaceId } }) => ({
        status: 200,
        body: await readRun(database.read, workspaceId, { name, id }),
      }),
    }),
  ];
}
