import type { Kysely } from 'kysely';
import type { DeadJobRow, Tables } from '../database/schema.ts';

/** Where a dead job stands in the list. */
export type DeadPlace = readonly [diedAt: number, id: string];

/** Which dead jobs of a workspace to list. */
export interface DeadFilter {
  workspaceId: string;
  /** Only those that died before this place. */
  before?: DeadPlace | undefined;
  limit: number;
}

/** Work that was given up, the latest first. */
export async function listDeadJobs(read: Kysely<Tables>, filter: DeadFilter): Promise<DeadJobRow[]> {
  let query = read.selectFrom('dead_jobs').selectAll().where('workspace_id', '=', filter.workspaceId);
  const { before } = filter;
  if (before) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('died_at', 'id'), '<', tuple(...before)));
  }
  return query.orderBy('died_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute();
}
