import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

// Prompts are long; a transaction of so many takes some tens of milliseconds.
const rowsAtOnce = 200;

/** Deletes runs that ended, and calls of tools, of before this time (ms), a little at a time. */
export async function sweepLedger(database: Database, before: number): Promise<void> {
  const statements = [
    sql`delete from agent_tool_calls where (workspace_id, id) in (
      select workspace_id, id from agent_tool_calls where created_at < ${before} limit ${rowsAtOnce})`,
    sql`delete from agent_runs where (workspace_id, id) in (
      select workspace_id, id from agent_runs
      where started_at < ${before} and state = 'ended' limit ${rowsAtOnce})`,
  ];
  for (const statement of statements) {
    for (;;) {
      const { numAffectedRows } = await database.transaction(({ query }) => statement.execute(query));
      if (!numAffectedRows) break;
    }
  }
}
