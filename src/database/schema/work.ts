// Ordered durable work.

export interface JobRow {
  workspace_id: string;
  id: string;
  /** null until a scheduled job is due. */
  seq: number | null;
  shard: number;
  target: string;
  lane: string;
  kind: string;
  reference: string;
  payload: string;
  priority: number;
  run_at: number;
  attempts: number;
  starts: number;
  epoch: number;
  /** Why the lane is held, for people to read. */
  reason: string | null;
  created_at: number;
  /** How often a unique job was put; 0: it is not unique. */
  puts: number;
  /** Until when putting a unique job again may move it; null: the next put decides. */
  deadline: number | null;
}

export interface DeadJobRow {
  workspace_id: string;
  id: string;
  shard: number;
  target: string;
  lane: string;
  kind: string;
  reference: string;
  payload: string;
  priority: number;
  attempts: number;
  reason: string;
  created_at: number;
  died_at: number;
  /** Above 0: it was unique, and is so again when it is brought back. */
  puts: number;
}

export interface TargetPauseRow {
  workspace_id: string;
  target: string;
  until: number;
  reason: string;
  since: number;
}

export interface LeaseRow {
  shard: number;
  owner: string | null;
  epoch: number;
  expires_at: number;
}

export interface WorkerRow {
  /** The owner that leases name. */
  id: string;
  expires_at: number;
}
