import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { Follower } from '../database/follower.ts';
import type { AgentSettingsRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { type AgentSecrets, type AgentSettings, agentSettingsSchema, secretsSchema } from './settings.ts';

/** The agent of an account, opened: held in memory only. */
export interface AccountAgent {
  workspaceId: string;
  accountId: string;
  settings: AgentSettings;
  secrets: AgentSecrets;
  /** Rises with each change of the settings. */
  version: number;
}

// What a lost notification may cost; between two looks everything is told at once.
const lookEveryMs = 30_000;

/** The agents of all accounts that have one, as this and other processes set them. */
export class AgentDirectory {
  readonly #database: Database;
  readonly #sealer: Sealer;
  readonly #follower: Follower;
  readonly #agents = new Map<string, AccountAgent>();

  constructor(options: {
    database: Database;
    sealer: Sealer;
    writer: Writer;
    onError(error: unknown): void;
  }) {
    this.#database = options.database;
    this.#sealer = options.sealer;
    this.#follower = new Follower({ ...options, channel: 'agents', lookEveryMs, read: () => this.#load() });
  }

  /** Looks from time to time for what other processes have changed, since their word of it may be lost. */
  start(clock: Clock): void {
    this.#follower.start(clock);
  }

  stop(): void {
    this.#follower.stop();
  }

  /** Brings memory to what the database holds. */
  load(): Promise<void> {
    return this.#follower.load();
  }

  /** The agent of an account, from memory alone; undefined: it has none. */
  get(accountId: string): AccountAgent | undefined {
    return this.#agents.get(accountId);
  }

  async #load(): Promise<void> {
    const rows = await this.#database.read.selectFrom('agent_settings').selectAll().execute();
    // All of them are opened before any is forgotten: one that cannot be opened must not take others along.
    const agents = rows.map((row) => openAgent(row, this.#sealer));
    this.#agents.clear();
    for (const agent of agents) this.#agents.set(agent.accountId, agent);
  }
}

/** A stored row, opened. */
export function openAgent(row: AgentSettingsRow, sealer: Sealer): AccountAgent {
  return {
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    settings: agentSettingsSchema.parse(JSON.parse(row.settings)),
    secrets: secretsSchema.parse(
      row.secrets === null ? {} : JSON.parse(sealer.open(row.secrets, row.account_id)),
    ),
    version: row.version,
  };
}
