import { setTimeout as pause } from 'node:timers/promises';
import type { Budget } from '../src/agent/model/budget.ts';
import { Budgets } from '../src/agent/model/budget.ts';
import { ModelCalls } from '../src/agent/model/calls.ts';
import type { CallRequest } from '../src/agent/model/contract.ts';
import type { Observed } from '../src/agent/model/meter.ts';
import { Models, type ProviderSettings } from '../src/agent/model/models.ts';
import { Prices } from '../src/agent/model/prices.ts';
import { openDatabase } from '../src/database/open.ts';
import { Writer } from '../src/database/writer.ts';
import { manualClock } from './clock.ts';
import { createSqlite } from './databases.ts';
import { startModelServer } from './gemini-server.ts';

/** An account without limits. */
export const budget: Budget = {
  ...{ workspaceId: 'north', accountId: 'shop', timeZone: 'Asia/Bangkok' },
  limits: { tokens_per_day: null, usd_per_day: null },
};

/** The way to models, with a provider to be told what it answers, over a database of its own. */
export async function openCallStage(settings: Partial<ProviderSettings> = {}) {
  const place = await createSqlite();
  const server = await startModelServer();
  const database = openDatabase(place.url, { pool: 5, onError: () => {} });
  const writer = new Writer(database);
  const clock = manualClock();
  const budgets = new Budgets({ database, writer, clock });
  const observed: Observed[] = [];
  const faults: unknown[] = [];
  const models = new Models({
    settings: {
      ...{ geminiUrl: server.url, geminiKey: 'key of the house', anthropicUrl: server.url },
      ...{ openaiCompatibleUrl: server.url, ...settings },
    },
    fetch,
  });
  const calls = new ModelCalls({
    ...{ models, budgets, clock, prices: new Prices({ plain: { input: 1, output: 2 } }) },
    observe: (one) => observed.push(one),
    onError: (error) => faults.push(error),
  });
  return {
    ...{ place, server, database, writer, clock, budgets, observed, faults, models, calls },
    /** Lets time pass while something goes on. */
    async passing<T>(going: Promise<T>): Promise<T> {
      let isOver = false;
      const end = () => {
        isOver = true;
      };
      going.then(end, end);
      while (!isOver) {
        await pause(2);
        clock.advance(50);
      }
      return going;
    },
    async close() {
      await server.stop();
      await writer.idle();
      await database.close();
      await place.drop();
    },
  };
}

/** What a stage is. */
export type CallStage = Awaited<ReturnType<typeof openCallStage>>;

/** A question that needs nothing special. */
export function question(over: Partial<CallRequest> = {}): CallRequest {
  return {
    purpose: 'reply',
    choice: { provider: 'google', model: 'gemini-3.8-flash' },
    instructions: 'You sell shoes.',
    messages: [{ role: 'user', content: 'Do you have size 40?' }],
    timeout_ms: 600_000,
    max_output_tokens: 1000,
    budget,
    ...over,
  };
}
