import type { Migration } from './definition.ts';

/** The number of lease rows: enough for hundreds of nodes, few enough to renew in one statement. */
export const shardCount = 256;

/** Ordered durable work: jobs in lanes, the leases of those who run them, and what died. */
export const work: Migration = {
  name: '004-work',
  statements: ({ integer, end, sequence }) => [
    ...sequence,
    `create table jobs (
      workspace_id text not null,
      id text not null,
      seq ${integer},
      shard ${integer} not null,
      target text not null,
      lane text not null,
      kind text not null,
      reference text not null,
      payload text not null,
      priority ${integer} not null,
      run_at ${integer} not null,
      attempts ${integer} not null,
      starts ${integer} not null,
      epoch ${integer} not null,
      reason text,
      created_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
    'create index jobs_sequence on jobs (shard, target, seq)',
    'create index jobs_lane on jobs (target, lane, seq)',
    'create index jobs_priority on jobs (target, priority desc, seq)',
    'create index jobs_scheduled on jobs (run_at) where seq is null',
    'create index jobs_reference on jobs (workspace_id, reference)',
    `create table dead_jobs (
      workspace_id text not null,
      id text not null,
      shard ${integer} not null,
      target text not null,
      lane text not null,
      kind text not null,
      reference text not null,
      payload text not null,
      priority ${integer} not null,
      attempts ${integer} not null,
      reason text not null,
      created_at ${integer} not null,
      died_at ${integer} not null,
      primary key (workspace_id, id)
    ${end}`,
    'create index dead_jobs_latest on dead_jobs (workspace_id, died_at, id)',
    'create index dead_jobs_reference on dead_jobs (workspace_id, reference)',
    `create table target_pauses (
      workspace_id text not null,
      target text not null,
      until ${integer} not null,
      reason text not null,
      since ${integer} not null,
      primary key (workspace_id, target)
    ${end}`,
    'create index target_pauses_target on target_pauses (target)',
    `create table leases (
      shard ${integer} not null primary key,
      owner text,
      epoch ${integer} not null,
      expires_at ${integer} not null
    ${end}`,
    `insert into leases (shard, owner, epoch, expires_at) values ${leaseRows()}`,
  ],
};

function leaseRows(): string {
  return Array.from({ length: shardCount }, (_, shard) => `(${shard}, null, 0, 0)`).join(', ');
}
