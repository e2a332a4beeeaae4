import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/schema.ts';
import { shardOf } from '../work/jobs.ts';
import { accountTarget } from './account.ts';

/** What waits to be sent through an account. */
export interface QueueDepth {
  account_id: string;
  /** Messages that are due; counted up to {@link mostCounted}. */
  depth: number;
  /** When the longest waiting of them was put there (ms). */
  oldest_at: number | null;
}

/** Counting more would take longer than anybody wants to wait for it. */
export const mostCounted = 100_000;

// Values in one statement: both databases take some ten thousand.
const accountsAtOnce = 1000;

/** What waits to be sent now through each account of a workspace that is connected, or through one of them. */
export async function queueDepths(
  read: Kysely<Tables>,
  workspaceId: string,
  accountId?: string,
): Promise<QueueDepth[]> {
  let query = read
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null);
  if (accountId) query = query.where('id', '=', accountId);
  const accounts = await query.orderBy('id').execute();
  const depths: QueueDepth[] = [];
  for (let from = 0; from < accounts.length; from += accountsAtOnce) {
    depths.push(...(await depthsOf(read, accounts.slice(from, from + accountsAtOnce))));
  }
  return depths;
}

async function depthsOf(read: Kysely<Tables>, accounts: readonly { id: string }[]): Promise<QueueDepth[]> {
  const given = accounts.map(({ id }) => {
    const target = accountTarget(id);
    return sql`(cast(${id} as text), cast(${shardOf(target)} as bigint), cast(${target} as text))`;
  });
  // The index `jobs_sequence` answers both questions: those of one account, in the order in which they wait.
  const waiting = sql`from jobs where jobs.shard = given.shard and jobs.target = given.target
    and jobs.seq is not null`;
  const { rows } = await sql<QueueDepth>`
    with given (account_id, shard, target) as (values ${sql.join(given)})
    select account_id,
      (select count(*) from (select 1 ${waiting} limit ${sql.lit(mostCounted)}) as counted) as depth,
      (select jobs.created_at ${waiting} order by jobs.seq limit 1) as oldest_at
    from given order by account_id`.execute(read);
  return rows;
}
