import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { DeliveryRow, Tables } from '../database/schema.ts';

/** How a try ended: it arrived, it is tried again, or it was given up. */
export const deliveryOutcomes = ['delivered', 'failed', 'dead'] as const;

/** Which tries to list. */
export interface DeliveryFilter {
  workspaceId: string;
  consumerId: string;
  outcome?: (typeof deliveryOutcomes)[number] | undefined;
  /** Only those before this one. */
  before?: string | undefined;
  limit: number;
}

/** Tries to hand events to a consumer, the latest first. */
export function listDeliveries(read: Kysely<Tables>, filter: DeliveryFilter): Promise<DeliveryRow[]> {
  let query = read
    .selectFrom('deliveries')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('consumer_id', '=', filter.consumerId);
  if (filter.outcome) query = query.where('outcome', '=', filter.outcome);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}

const rowsAtOnce = 1000;

/** Deletes tries from before a time (ms), a little at a time. */
export async function sweepDeliveries(database: Database, before: number): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await database.transaction(({ query }) =>
      sql`delete from deliveries where (workspace_id, consumer_id, id) in (
        select workspace_id, consumer_id, id from deliveries
        where created_at < ${before} limit ${rowsAtOnce})`.execute(query),
    );
    if (!numAffectedRows) return;
  }
}
