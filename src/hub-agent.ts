import type { Counters } from './accounts/counters.ts';
import { type Agent, type AgentOptions, createAgent } from './agent/agent.ts';
import { Budgets } from './agent/model/budget.ts';
import { ModelCalls } from './agent/model/calls.ts';
import type { Observed } from './agent/model/meter.ts';
import { Models } from './agent/model/models.ts';
import { Prices } from './agent/model/prices.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { Writer } from './database/writer.ts';
import type { Media } from './media/media.ts';
import type { Logger } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { version } from './version.ts';

/** What calling language models needs of the rest of a hub. */
export interface ModelRooms {
  config: Config;
  log: Logger;
  clock: Clock;
  database: Database;
  metrics: Metrics;
  writer: Writer;
  counters: Counters;
  fetch: typeof fetch;
}

type Given = 'sealer' | 'directory' | 'client' | 'quotas' | 'network' | 'publicUrl';

/** The agents of all accounts, with their way to language models; nothing runs yet. */
export function agentOf(rooms: ModelRooms & Pick<AgentOptions, Given> & { media: Media }): Agent {
  const { config, media, log } = rooms;
  return createAgent({
    ...{ ...rooms, ...modelCallsOf(rooms) },
    storage: media.storage,
    links: media.links,
    userAgent: `Parley/${version}`,
    allowPrivate: config.allowPrivateNetworks,
    onError: (error) => log.error({ err: error }, 'the agents could not be read'),
  });
}

/** The way to language models, with what is spent on it counted. */
export function modelCallsOf(rooms: ModelRooms) {
  const { config, writer, log, database, clock } = rooms;
  const budgets = new Budgets({ database, writer, clock });
  const calls = new ModelCalls({
    ...{ budgets, clock },
    models: new Models({ settings: config.models, fetch: rooms.fetch }),
    prices: new Prices(config.models.modelPrices),
    observe: (observed) => count(rooms, observed),
    onError: (error) => log.error({ err: error }, 'a call of a model could not be settled'),
  });
  return { budgets, calls };
}

function count({ metrics, counters }: ModelRooms, observed: Observed): void {
  const { provider, known_model: model, purpose, outcome, latency_ms } = observed;
  const { input_tokens, output_tokens, cost_micros } = observed;
  metrics.modelCalls.inc({ provider, model, purpose, outcome });
  counters.add(observed, outcome === 'answer' ? 'ai_answers' : 'ai_failures');
  if (outcome === 'answer') metrics.modelDuration.observe({ provider, model }, latency_ms / 1000);
  if (input_tokens === null || output_tokens === null) return;
  metrics.modelTokens.inc({ provider, model, direction: 'input' }, input_tokens);
  metrics.modelTokens.inc({ provider, model, direction: 'output' }, output_tokens);
  counters.add(observed, 'ai_input_tokens', input_tokens);
  counters.add(observed, 'ai_output_tokens', output_tokens);
  if (cost_micros === null) return;
  metrics.modelCost.inc({ provider, model }, cost_micros / 1_000_000);
  counters.add(observed, 'ai_cost_micros', cost_micros);
}
