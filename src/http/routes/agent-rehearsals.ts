import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { Agent } from '../../agent/agent.ts';
import type { AccountAgent } from '../../agent/directory.ts';
import { inventedMessageSchema } from '../../agent/evaluation/question.ts';
import type { Caller } from '../auth.ts';
import { type Route, route } from '../route.ts';
import {
  rehearsalSchema,
  replaySchema,
  settingsWith,
  triedSettingsSchema,
} from './agent-rehearsal-schema.ts';

/** What trying agents out needs. */
export interface AgentRehearsalRoutes {
  accounts: Pick<AccountStore, 'get'>;
  agent: Pick<Agent, 'evaluations'>;
}

const common = { tags: ['Agent'], method: 'POST', scope: 'admin' } as const;
const nothing =
  'A model is asked, which counts against the budget; nothing is sent or changed, tools that change something are not called, and the run is kept in the ledger.';

/** Trying an agent out on a turn that was, or that never was. */
export function agentRehearsalRoutes(rooms: AgentRehearsalRoutes): Route[] {
  return [replayRoute(rooms), playgroundRoute(rooms)];
}

function replayRoute({ agent: { evaluations } }: AgentRehearsalRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/agent/runs/{id}/replay',
    summary: 'Think about a past turn once more',
    description: `With the account’s settings as they are now, or with others. ${nothing} Calls of tools that were made then are answered as they were.`,
    params: z.object({ id: z.string() }),
    body: z.strictObject({ settings: triedSettingsSchema }).prefault({}).meta({ id: 'AgentReplayWish' }),
    example: { settings: { persona: 'You are very formal.', model: { model: 'gemini-2.5-pro' } } },
    answers: { 200: { description: 'What the agent would do, and what it did.', schema: replaySchema } },
    async handle({ params: { id }, body: { settings }, caller, request }) {
      const accountId = await evaluations.accountOfRun(caller.workspaceId, id);
      const tried = await triedAgent({ evaluations }, caller, accountId, settings);
      return { status: 200, body: await evaluations.replay(tried, id, request.signal) };
    },
  });
}

function playgroundRoute({ accounts, agent: { evaluations } }: AgentRehearsalRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/agent/playground',
    summary: 'Try the agent on an invented conversation',
    description: `What the customer says last waits for an answer. ${nothing}`,
    body: z
      .strictObject({
        account_id: z.string(),
        messages: z.array(inventedMessageSchema).min(1).max(50),
        settings: triedSettingsSchema,
      })
      .meta({ id: 'AgentPlaygroundWish' }),
    example: {
      account_id: '0190c7a0-5f00-7000-8000-000000000001',
      messages: [{ speaker: 'customer', text: 'When are you open on Sundays?' }],
    },
    answers: { 200: { description: 'What the agent would do.', schema: rehearsalSchema } },
    async handle({ body: { account_id, messages, settings }, caller, request }) {
      await accounts.get(caller.workspaceId, account_id);
      const tried = await triedAgent({ evaluations }, caller, account_id, settings);
      return { status: 200, body: await evaluations.invent(tried, messages, request.signal) };
    },
  });
}

/** The agent of an account, with other settings where some are to be tried. */
export async function triedAgent(
  { evaluations }: Pick<Agent, 'evaluations'>,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
  accountId: string,
  settings: Record<string, unknown> | undefined,
): Promise<AccountAgent> {
  const own = await evaluations.agentOf(workspaceId, accountId);
  const tried = settingsWith(own.settings, settings);
  return tried ? evaluations.agentOf(workspaceId, accountId, tried) : own;
}
