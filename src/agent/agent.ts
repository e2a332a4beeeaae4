import type { AccountDirectory } from '../accounts/directory.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Quotas } from '../accounts/quotas.ts';
import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Interest } from '../conversations/interest.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import type { MediaLinks } from '../media/links.ts';
import { withOwnMedia } from '../media/sending.ts';
import type { MediaStorage } from '../media/storage/storage.ts';
import type { Network } from '../network/network.ts';
import type { JobHandler } from '../work/handler.ts';
import { analyseHandler } from './analysis/analyse-handler.ts';
import { createProcessing } from './analysis/processing.ts';
import { AgentDirectory } from './directory.ts';
import { Evaluations } from './evaluation/evaluations.ts';
import { rehearsalTools } from './evaluation/rehearsal-tools.ts';
import { embeddingHandler } from './knowledge/embedding-handler.ts';
import { indexingHandler } from './knowledge/indexing-handler.ts';
import { KnowledgeLookup } from './knowledge/lookup.ts';
import { KnowledgeStore } from './knowledge/store.ts';
import type { Budgets } from './model/budget.ts';
import type { ModelCalls } from './model/calls.ts';
import { Drafts } from './response/drafts.ts';
import { createResponse, type ResponseOptions } from './response/response.ts';
import type { Minds } from './response/think.ts';
import { toolsInRuns, wakeRun } from './response/tools-in-runs.ts';
import { AgentSettingsStore } from './settings-store.ts';
import { AgentTools } from './tools/tools.ts';

/** What the agent is made of. */
export interface AgentOptions {
  database: Database;
  writer: Writer;
  sealer: Sealer;
  clock: Clock;
  /** The connected accounts. */
  directory: AccountDirectory;
  /** The way to platforms. */
  client: PlatformClient;
  quotas: Quotas;
  /** Where the bytes of media lie. */
  storage: MediaStorage;
  /** The way to language models. */
  calls: ModelCalls;
  budgets: Budgets;
  /** The way to URLs that others have named. */
  network: Network;
  allowPrivate: boolean;
  /** Links to files of ours. */
  links: MediaLinks;
  publicUrl(): string;
  /** What the hub calls itself. */
  userAgent: string;
  onError(error: unknown): void;
}

/** The agent of a hub: what it is told, what it listens to, and the work it does. */
export interface Agent {
  agents: AgentDirectory;
  agentSettings: AgentSettingsStore;
  tools: AgentTools;
  /** What the agents know. */
  knowledge: KnowledgeStore;
  lookup: KnowledgeLookup;
  /** What the agents have used up. */
  budgets: Budgets;
  /** What it has put before people. */
  drafts: Drafts;
  evaluations: Evaluations;
  /** What it wants to know of conversations, inside the transactions that change them. */
  interest: Interest;
  handlers: readonly JobHandler[];
  /** Begins to follow what others change. */
  open(): Promise<void>;
  stop(): void;
}

/** Puts the agent together; nothing runs yet. */
export function createAgent(options: AgentOptions): Agent {
  const agents = new AgentDirectory(options);
  const agentOf = (accountId: string) => agents.get(accountId);
  const lookup = new KnowledgeLookup(options);
  const tools = new AgentTools({ ...options, fetch: options.network.fetch, wakeRun });
  const withFiles: ResponseOptions['withFiles'] = (account, content) =>
    withOwnMedia(options, account, content);
  const response = createResponse({ ...options, agentOf, lookup, withFiles, tools: toolsInRuns(tools) });
  const actions = { ...options, interest: response.interest };
  const processing = createProcessing({ ...actions, agentOf });
  const agentSettings = new AgentSettingsStore({ ...options, agents });
  const evaluations = evaluationsOf(options, agentSettings, response.minds);
  return {
    ...{ agents, agentSettings, evaluations },
    tools,
    knowledge: new KnowledgeStore(options),
    lookup,
    budgets: options.budgets,
    drafts: new Drafts({ ...options, withFiles, interest: response.interest }),
    interest: {
      ...response.interest,
      async received(scene, happening) {
        // Most accounts have no agent, and must not pay for one.
        if (!agentOf(happening.message.account_id)) return;
        // Rules come first, and where one of them has answered, the agent is silent.
        const answered = await processing.received(scene, happening);
        if (!answered) await response.interest.received(scene, happening);
      },
      async edited(scene, happening) {
        processing.edited(scene, happening);
        await response.interest.edited(scene, happening);
      },
    },
    handlers: [
      analyseHandler({ ...options, agentOf, actions }),
      ...response.handlers,
      evaluations.handler,
      indexingHandler({ ...options, agentOf }),
      embeddingHandler({ ...options, agentOf }),
    ],
    async open() {
      await agents.load();
      agents.start(options.clock);
    },
    stop() {
      agents.stop();
      lookup.close().catch(options.onError);
    },
  };
}

/** Trying agents out: they think as ever, but nothing of it has an effect. */
function evaluationsOf(options: AgentOptions, agentSettings: AgentSettingsStore, minds: Minds): Evaluations {
  const { clock, database, directory, network, userAgent } = options;
  const way = { clock, read: database.read, fetch: network.fetch, userAgent };
  return new Evaluations({
    ...options,
    ...{ agentSettings, now: () => clock.now() },
    minds: { ...minds, toolsFor: (given) => rehearsalTools(way, given) },
    accountOf: (accountId) => directory.get(accountId),
  });
}
