import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadAnswer, ThreadQuery } from './sqlite-thread.ts';

// The thread that answers a `SqliteThread`; it is started with the path of the database.

const database = new DatabaseSync(String(workerData), { readOnly: true });
// Indexes of many texts are read here, in KiB.
database.exec('pragma cache_size = -32000');
const statements = new Map<string, StatementSync>();

parentPort?.on('message', (query: ThreadQuery) => parentPort?.postMessage(answerTo(query)));

function answerTo({ id, sql, parameters }: ThreadQuery): ThreadAnswer {
  try {
    // Every value comes from Kysely or our rows: strings, numbers, null and bytes, as the schema says.
    return { id, rows: prepared(sql).all(...(parameters as SQLInputValue[])) };
  } catch (error) {
    const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
    return {
      id,
      error: error instanceof Error ? error.message : String(error),
      ...(errcode !== undefined && { errcode }),
    };
  }
}

function prepared(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  const statement = database.prepare(sql);
  // Lists of a variable length make many texts; they must not fill memory.
  if (statements.size > 200) statements.clear();
  statements.set(sql, statement);
  return statement;
}
