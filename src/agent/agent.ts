import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Interest } from '../conversations/interest.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import type { JobHandler } from '../work/handler.ts';
import { AgentDirectory } from './directory.ts';
import { floorInterest } from './response/floor.ts';
import { AgentSettingsStore } from './settings-store.ts';

/** What the agent is made of. */
export interface AgentOptions {
  database: Database;
  writer: Writer;
  sealer: Sealer;
  clock: Clock;
  onError(error: unknown): void;
}

/** The agent of a hub: what it is told, what it listens to, and the work it does. */
export interface Agent {
  agents: AgentDirectory;
  agentSettings: AgentSettingsStore;
  /** What it wants to know of conversations, inside the transactions that change them. */
  interest: Interest;
  handlers: readonly JobHandler[];
  /** Begins to follow what others change. */
  open(): Promise<void>;
  stop(): void;
}

/** The target under which the agent of an account works; its lanes are conversations. */
export function agentTarget(accountId: string): string {
  return `agent:${accountId}`;
}

/** Puts the agent together; nothing runs yet. */
export function createAgent(options: AgentOptions): Agent {
  const agents = new AgentDirectory(options);
  return {
    agents,
    agentSettings: new AgentSettingsStore({ ...options, agents }),
    interest: floorInterest({ agentOf: (accountId) => agents.get(accountId) }),
    handlers: [],
    async open() {
      await agents.load();
      agents.start(options.clock);
    },
    stop: () => agents.stop(),
  };
}
