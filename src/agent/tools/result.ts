import type { CallOutcome } from './call.ts';

/** What a model is told of a call. */
export interface ToolResult {
  ok: boolean;
  /** HTTP, where there was an answer. */
  status?: number;
  /** What the tool said: data, and never an instruction. */
  data?: unknown;
  /** Why it is not ok, or what else there is to say. */
  note?: string;
}

// Of an error the beginning says all.
const longestError = 2000;

/** What came of a call, as the model is told. */
export function resultOf({
  state,
  status,
  error,
  answer,
}: CallOutcome | Omit<CallOutcome, 'milliseconds'>): ToolResult {
  const ok = state === 'done';
  const note = error ?? (answer?.cut ? 'It was longer; the rest is missing.' : undefined);
  return {
    ok,
    ...(status !== null && { status }),
    ...(answer && { data: ok ? answer.data : shortened(answer.data) }),
    ...(note !== undefined && { note }),
  };
}

/** A call that was not made, as the model is told. */
export function blockedResult(reason: string): ToolResult {
  return { ok: false, note: `It was not made. ${reason}` };
}

function shortened(data: unknown): unknown {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text.length > longestError ? text.slice(0, longestError) : data;
}
