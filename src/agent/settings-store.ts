import type { Sealer } from '../accounts/secrets.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AgentSettingsRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { Rule } from './analysis/rule.ts';
import { type AccountAgent, type AgentDirectory, openAgent } from './directory.ts';
import { embedLater } from './knowledge/embedding-handler.ts';
import { type AgentSecrets, type AgentSettings, defaultSettings } from './settings.ts';
import { refuseUnusable } from './tools/check.ts';

/** What is to be stored: the settings as they were given, and the account's own key of a provider. */
export interface NewSettings {
  settings: AgentSettings;
  /** null takes it away; undefined leaves it. */
  api_key?: string | null | undefined;
}

interface SettingsStoreOptions {
  database: Database;
  writer: Writer;
  sealer: Sealer;
  clock: Clock;
  agents: AgentDirectory;
  /** Tools may call this machine and its neighbours. */
  allowPrivate: boolean;
}

/** The settings of agents as they are stored. */
export class AgentSettingsStore {
  readonly #options: SettingsStoreOptions;

  constructor(options: SettingsStoreOptions) {
    this.#options = options;
  }

  /** The agent of an account; with the defaults when nothing was ever set. */
  async get(workspaceId: string, accountId: string): Promise<AccountAgent> {
    const { database, sealer } = this.#options;
    const row = await database.read
      .selectFrom('agent_settings')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (row) return openAgent(row, sealer);
    return {
      ...{ workspaceId, accountId, version: 0 },
      settings: defaultSettings,
      secrets: { tool_headers: {} },
    };
  }

  /** Replaces the settings of an account. @throws Problem 422 for a rule or a tool that could never work */
  async put(workspaceId: string, accountId: string, given: NewSettings): Promise<AccountAgent> {
    const { writer, agents, allowPrivate } = this.#options;
    refuseUnusable(given.settings.tools, { allowPrivate });
    await writer.run(async (batch) => {
      await refuseStrangers(batch, workspaceId, given.settings.rules);
      await this.#put(batch, workspaceId, accountId, given);
    });
    await agents.load();
    return this.get(workspaceId, accountId);
  }

  async #put(batch: Batch, workspaceId: string, accountId: string, given: NewSettings): Promise<void> {
    const { sealer, clock } = this.#options;
    const keys = ['workspace_id', 'account_id'] as const;
    const [row] = await batch.transaction.select('agent_settings', keys, [[workspaceId, accountId]], 'lock');
    const before = row ? openAgent(row, sealer).secrets : { tool_headers: {} };
    const secrets = secretsOf(given, before);
    const now = clock.now();
    const next: AgentSettingsRow = {
      ...{ workspace_id: workspaceId, account_id: accountId },
      settings: JSON.stringify(withoutSecrets(given.settings)),
      secrets: sealer.seal(JSON.stringify(secrets), accountId),
      version: (row?.version ?? 0) + 1,
      created_at: row?.created_at ?? now,
      updated_at: now,
    };
    if (row) await batch.transaction.update('agent_settings', keys, [next]);
    else await batch.transaction.insert('agent_settings', [next]);
    batch.signal('agents', accountId);
    if (given.settings.embedding_model) embedLater(batch, workspaceId, accountId, now);
  }
}

function withoutSecrets(settings: AgentSettings): AgentSettings {
  return { ...settings, tools: settings.tools.map(({ headers: _secret, ...tool }) => tool) };
}

/** What was not given again stays, of tools by their names. */
function secretsOf({ settings, api_key }: NewSettings, before: AgentSecrets): AgentSecrets {
  const headers = settings.tools.map((tool) => [
    tool.name,
    tool.headers ?? before.tool_headers[tool.name] ?? {},
  ]);
  const key = api_key === undefined ? before.api_key : (api_key ?? undefined);
  return { ...(key !== undefined && { api_key: key }), tool_headers: Object.fromEntries(headers) };
}

/** Rules may name members and consumers of their own workspace only. */
async function refuseStrangers(batch: Batch, workspaceId: string, rules: readonly Rule[]): Promise<void> {
  const { transaction } = batch;
  for (const { name, actions } of rules) {
    const { assignee_id, consumer_id } = actions;
    const members = assignee_id ? await transaction.select('members', ['id'], [[assignee_id]]) : null;
    const consumers = consumer_id ? await transaction.select('consumers', ['id'], [[consumer_id]]) : null;
    const isOurs = (row: { workspace_id: string }) => row.workspace_id === workspaceId;
    if (assignee_id && !members?.some((row) => row.deleted_at === null && isOurs(row))) {
      throw unknownInRule(name, 'assignee_id', assignee_id);
    }
    if (consumer_id && !consumers?.some(isOurs)) throw unknownInRule(name, 'consumer_id', consumer_id);
  }
}

function unknownInRule(rule: string, field: string, id: string): Problem {
  return new Problem({
    status: 422,
    code: 'unknown_in_rule',
    detail: `The rule ${JSON.stringify(rule)} names ${JSON.stringify(id)} as ${field}, which is not in this workspace.`,
    fix: 'Name a member of GET /api/v1/members, or a consumer of GET /api/v1/consumers.',
  });
}
