import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { Budgets, DayUsage } from '../../agent/model/budget.ts';
import type { AgentSettingsStore } from '../../agent/settings-store.ts';
import { toTimestamp } from '../../clock.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What telling of budgets needs. */
export interface AgentBudgetRoutes {
  accounts: Pick<AccountStore, 'get'>;
  agentSettings: AgentSettingsStore;
  agent: { budgets: Budgets };
}

const daySchema = z.object({
  day: z.iso.date().describe('In the account’s time zone.'),
  tokens_used: z.int(),
  tokens_reserved: z.int().describe('Kept free for calls that run.'),
  cost_micros: z
    .int()
    .describe('Millionths of a US dollar by list prices; models without a price are not in it.'),
  cost_micros_reserved: z.int(),
  spent_at: timeSchema.nullable().describe('When a call was first refused that day; null: none was.'),
});

const answerSchema = z
  .object({
    account_id: z.string(),
    time_zone: z.string(),
    tokens_per_day: z.int().nullable().describe('Null: no limit.'),
    usd_per_day: z.number().nullable().describe('Null: no limit.'),
    today: daySchema,
    data: z.array(daySchema).describe('The latest days on which anything was used, newest first.'),
  })
  .meta({ id: 'AgentBudget' });

// A month, to compare a day with.
const shownDays = 31;

/** What agents have used up. */
export function agentBudgetRoutes({ accounts, agentSettings, agent }: AgentBudgetRoutes): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/agent/budgets/{account_id}',
      scope: 'read',
      tags: ['Agent'],
      summary: 'What an account’s agent has used up, by day',
      params: z.object({ account_id: z.string() }),
      answers: { 200: { description: 'Today, and the days before.', schema: answerSchema } },
      async handle({ params: { account_id: accountId }, caller: { workspaceId } }) {
        await accounts.get(workspaceId, accountId);
        const { settings } = await agentSettings.get(workspaceId, accountId);
        const { tokens_per_day, usd_per_day } = settings.budget;
        const timeZone = settings.hours.time_zone;
        const today = await agent.budgets.today({ workspaceId, accountId, timeZone });
        const days = await agent.budgets.days(workspaceId, accountId, shownDays);
        return {
          status: 200,
          body: {
            ...{ account_id: accountId, time_zone: timeZone, tokens_per_day, usd_per_day },
            today: toPublic(today),
            data: days.map(toPublic),
          },
        };
      },
    }),
  ];
}

function toPublic({ micros_used, micros_reserved, spent_at, ...usage }: DayUsage): z.input<typeof daySchema> {
  return {
    ...usage,
    cost_micros: micros_used,
    cost_micros_reserved: micros_reserved,
    spent_at: spent_at === null ? null : toTimestamp(spent_at),
  };
}
