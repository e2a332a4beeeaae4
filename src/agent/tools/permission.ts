import type { AgentRunRow, AgentToolCallRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Tool } from './tool.ts';

/** What a model asks for. */
export interface WantedCall {
  run: AgentRunRow;
  tool: Pick<Tool, 'name' | 'method' | 'approval'>;
  /** As the model names it. */
  modelCallId: string;
  /** Checked against the schema. */
  values: Readonly<Record<string, unknown>>;
  /** Ids of calls that this process has begun for the run and that may still be under way. */
  underWay: ReadonlySet<string>;
}

/** How many calls one run may make: enough to look something up, choose and book, too few to do harm. */
export const mostCallsOfRun = 8;

/** Why a call may not be made now, in words for the model; null when it may. */
export async function refusalOf(
  batch: Batch,
  { run, tool, values }: Pick<WantedCall, 'run' | 'tool' | 'values'>,
  rows: readonly AgentToolCallRow[],
  own: AgentToolCallRow | undefined,
): Promise<string | null> {
  // Whoever may have been fooled into asking for it: without the word of a person it is not made.
  const agreed = own?.state === 'approved' || (own !== undefined && own.starts > 0);
  if (tool.approval && !agreed) return 'Nobody has agreed to this call.';
  if (own && own.fingerprint !== fingerprintOf(tool.name, values)) {
    return 'Its arguments are not those that were agreed to.';
  }
  const made = rows.filter(({ state }) => state !== 'blocked');
  if (!own && made.length >= mostCallsOfRun) {
    return `One answer may make ${mostCallsOfRun} calls; answer with what is known.`;
  }
  return overtaken(batch, run);
}

/** A call for a turn that is over would act on what the person no longer says. */
async function overtaken(batch: Batch, run: WantedCall['run']): Promise<string | null> {
  if (run.conversation_id === null) return null;
  const key = [[run.workspace_id, run.conversation_id]];
  const [conversation] = await batch.transaction.select('conversations', ['workspace_id', 'id'], key);
  if (!conversation || conversation.erased_at !== null) return 'The conversation is gone.';
  return conversation.turn === run.turn ? null : 'The conversation has gone on meanwhile.';
}
