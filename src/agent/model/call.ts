import type { GenerateTextResult, OutputInterface, ToolSet } from 'ai';
import type { z } from 'zod';
import type { ModelChoice } from './choice.ts';
import type {
  Answer,
  ApprovalRules,
  CallFailure,
  CallRequest,
  CallResult,
  ObjectRequest,
  ToolCallMade,
} from './contract.ts';
import { type Deadline, setDeadline } from './deadline.ts';
import { decisions } from './decisions.ts';
import { type Candidate, Failover } from './failover.ts';
import { CallEnded, detailOf, type Ending, endingOf } from './failures.ts';
import { Meter, type MeterOptions } from './meter.ts';
import type { Models } from './models.ts';
import { loadSdk, type Sdk } from './sdk.ts';

/** What calls need. */
export interface CallOptions extends MeterOptions {
  models: Models;
}

// A question, a look into two systems, one more try, the answer.
const stepsWithTools = 5;

/** The form an answer must have. */
interface Form<T> {
  output: OutputInterface<T, unknown, unknown>;
  /** What is wrong with a text; null: nothing. */
  objection(text: string): Promise<string | null>;
}

/** Calls a language model; an answer is text, or of the form of the schema. Never throws for what a model did. */
export async function callModel<T>(options: CallOptions, request: ObjectRequest<T>): Promise<CallResult<T>>;
export async function callModel(options: CallOptions, request: CallRequest): Promise<CallResult<string>>;
export async function callModel(
  options: CallOptions,
  request: CallRequest | ObjectRequest<unknown>,
): Promise<CallResult<unknown>> {
  const sdk = await loadSdk();
  return 'schema' in request && request.schema !== undefined
    ? run(options, sdk, request, objectForm(sdk, request.schema))
    : run(options, sdk, request, textForm(sdk));
}

function textForm(sdk: Sdk): Form<string> {
  return { output: sdk.Output.text(), objection: async () => null };
}

function objectForm<T>(sdk: Sdk, schema: z.ZodType<T>): Form<T> {
  return {
    output: sdk.Output.object<T>({ schema }),
    async objection(text) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        return `It is no JSON: ${String(error)}`;
      }
      const { error } = await schema.safeParseAsync(value);
      const issues = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return issues ? detailOf(`It does not fit the schema: ${issues.join('; ')}`, undefined) : null;
    },
  };
}

async function run<T>(
  options: CallOptions,
  sdk: Sdk,
  request: CallRequest,
  form: Form<T>,
): Promise<CallResult<T>> {
  const { clock } = options;
  const started = clock.monotonic();
  const meter = new Meter(options, request.budget, request.purpose);
  const deadline = setDeadline(clock, request.timeout_ms);
  const candidates = await candidatesOf(options.models, sdk, request);
  const failover = new Failover({
    ...{ sdk, clock, meter, candidates, deadline, abort: request.abort },
    maxOutputTokens: request.max_output_tokens,
    objection: form.objection,
  });
  const latency = () => Math.round(clock.monotonic() - started);
  try {
    const result = await generate(sdk, request, form, failover, deadline);
    const circumstances = { usage: meter.usage(), latency_ms: latency(), calls: meter.calls };
    const answer = answerOf(sdk, result, { ...circumstances, model: failover.model });
    return answer.kind === 'answer' ? answer : failureOf(answer, meter, latency());
  } catch (error) {
    const stopped = stoppedBy(request, deadline, error);
    const ending = stopped ?? endingOf(sdk, error, undefined, clock.now());
    if (!ending) throw error;
    return failureOf(ending, meter, latency());
  } finally {
    deadline.lift();
  }
}

/** A failure as callers get it. */
export function failureOf(ending: Ending, meter: Meter, latency_ms: number): CallFailure {
  const { cause, fix, next, retry_after_ms = null } = decisions[ending.kind];
  return {
    ...{ kind: ending.kind, detail: ending.detail, cause, fix, next },
    after_ms: next === 'retry_later' ? (ending.after_ms ?? retry_after_ms) : null,
    ...{ usage: meter.usage(), latency_ms, calls: meter.calls },
  };
}

/** What ended a call between its steps. */
function stoppedBy({ abort }: CallRequest, { signal }: Deadline, error: unknown): Ending | null {
  if (error instanceof CallEnded) return null;
  if (abort?.aborted) return { kind: 'aborted', detail: 'The caller stopped it.' };
  return signal.aborted ? { kind: 'timed_out', detail: 'Its time was over between two steps.' } : null;
}

async function candidatesOf(models: Models, sdk: Sdk, request: CallRequest): Promise<Candidate[]> {
  const choices = [request.choice, ...(request.fallback ? [request.fallback] : [])];
  return Promise.all(
    choices.map(async (choice: ModelChoice) => {
      const model = await models.language(choice);
      const key = models.keyOf(choice);
      return {
        choice,
        key,
        model: 'not_configured' in model ? model : sdk.wrapLanguageModel({ model, middleware: [] }),
      };
    }),
  );
}

type Result<T> = GenerateTextResult<ToolSet, Record<string, never>, OutputInterface<T, unknown, unknown>>;

function generate<T>(
  sdk: Sdk,
  request: CallRequest,
  form: Form<T>,
  failover: Failover,
  deadline: Deadline,
): Promise<Result<T>> {
  const { tools, approval_needed = [], temperature, abort } = request;
  const steps = request.stop_after_steps ?? (tools ? stepsWithTools : 1);
  return sdk.generateText({
    model: failover.asModel(),
    instructions: request.instructions,
    messages: request.messages,
    output: form.output,
    stopWhen: sdk.isStepCount(steps),
    ...(tools && {
      tools,
      toolApproval: approvalOf(approval_needed),
      // Else a model that goes on calling tools would end without a word.
      prepareStep: ({ stepNumber }: { stepNumber: number }) =>
        steps > 1 && stepNumber === steps - 1 ? { toolChoice: 'none' as const } : undefined,
    }),
    ...(temperature !== undefined && { temperature }),
    maxOutputTokens: request.max_output_tokens,
    maxRetries: 0,
    abortSignal: AbortSignal.any(abort ? [abort, deadline.signal] : [deadline.signal]),
  });
}

function approvalOf(needed: NonNullable<CallRequest['approval_needed']>): ApprovalRules {
  if (!(Symbol.iterator in needed)) return { ...needed };
  return Object.fromEntries(needed.map((name) => [name, () => 'user-approval' as const]));
}

type Circumstances = Pick<Answer<unknown>, 'usage' | 'model' | 'latency_ms' | 'calls'>;

function answerOf<T>(sdk: Sdk, result: Result<T>, circumstances: Circumstances): Answer<T> | Ending {
  const approvals_requested = result.content.flatMap((part) =>
    part.type === 'tool-approval-request' && !part.isAutomatic
      ? [{ approval_id: part.approvalId, ...callOf(part.toolCall) }]
      : [],
  );
  let output: T | null = null;
  try {
    if (approvals_requested.length === 0) output = result.output;
  } catch (error) {
    if (!sdk.NoOutputGeneratedError.isInstance(error)) throw error;
    return { kind: 'no_output', detail: `It called tools ${result.steps.length} times and gave no answer.` };
  }
  return {
    ...{ kind: 'answer', output, text: result.text, ...circumstances },
    response_messages: [...result.responseMessages],
    tool_calls: toolCallsOf(result),
    approvals_requested,
  };
}

function callOf({ toolCallId, toolName, input }: { toolCallId: string; toolName: string; input: unknown }) {
  return { tool_call_id: toolCallId, tool: toolName, input };
}

function toolCallsOf<T>({ content }: Result<T>): ToolCallMade[] {
  const made = new Map<string, ToolCallMade>();
  for (const part of content) {
    if (part.type === 'tool-call') {
      made.set(part.toolCallId, { id: part.toolCallId, tool: part.toolName, input: part.input });
    }
    const call = 'toolCallId' in part ? made.get(part.toolCallId) : undefined;
    if (call && part.type === 'tool-result') call.output = part.output;
    if (call && part.type === 'tool-error') call.error = messageOf(part.error);
  }
  return [...made.values()];
}

function messageOf(error: unknown): string {
  return detailOf(error instanceof Error ? error.message : String(error), undefined);
}
