import type { ModelMessage, ToolSet } from 'ai';
import type { Account } from '../../accounts/account.ts';
import type { OutboundContent } from '../../conversations/content.ts';
import type { AgentRunRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import type { AccountAgent } from '../directory.ts';
import type { RunStep } from '../ledger.ts';
import type { Answer, ApprovalRules, CallRequest, CallResult, ObjectRequest } from '../model/contract.ts';
import { budgetFor, choiceFor } from '../terms.ts';
import { fitAll } from './fitting.ts';
import { type Draft, draftRules } from './guard/draft.ts';
import { examine } from './guard/guard.ts';
import { questionRules } from './guard/question.ts';
import { createRedactor, noRedaction, type Redactor } from './guard/redaction.ts';
import { divide, type History, summaryInstructions, summaryMaterial } from './history.ts';
import { localTime } from './local-time.ts';
import { type Passage, type Prompt, passageName, promptOf } from './prompt.ts';
import { contentsOf, type OfferedMedia, type Reply, replySchema, visibleText } from './reply-form.ts';
import { type Conclusion, type Thought, ThoughtRecord } from './thought.ts';
import type { ThinkingTurn } from './turn.ts';

/** What is looked for in the knowledge of an account. */
export interface KnowledgeQuestion {
  agent: AccountAgent;
  platform: string;
  text: string;
  abort: AbortSignal;
}

/** The tools of a run, as the library that calls models takes them. */
export interface OfferedTools {
  tools: ToolSet;
  /** Those that a person has to agree to, by name. */
  approval: ApprovalRules;
  /** What was called, for the ledger; grows while the model works. */
  steps: readonly RunStep[];
  /** Writes down a call of something that is no tool of the account. */
  blockUnknown?(call: { toolCallId: string; toolName: string; input: unknown }): Promise<void>;
}

/** What thinking stands on, each a function, so that a rehearsal can put others in their place. */
export interface Minds {
  /** Asks a model for an answer of a form. */
  ask<T>(request: ObjectRequest<T>): Promise<CallResult<T>>;
  /** Asks a model for a text. */
  write(request: CallRequest): Promise<CallResult<string>>;
  retrieve(question: KnowledgeQuestion): Promise<readonly Passage[]>;
  /** The account's tools for this run; null: it has none. */
  toolsFor(given: {
    run: AgentRunRow;
    agent: AccountAgent;
    signal: AbortSignal;
    disguise: { reveal(values: unknown): unknown; hide(result: unknown): unknown } | undefined;
  }): Promise<OfferedTools | null>;
  /** Files of the workspace that are named in these texts. */
  filesNamedIn(workspaceId: string, texts: readonly string[]): Promise<readonly OfferedMedia[]>;
  /** A content with what is known of the files of ours in it. @throws Problem for a file that cannot be sent */
  withFiles(account: Account, content: OutboundContent): Promise<OutboundContent>;
  now(): number;
  monotonic(): number;
}

/** One act of thinking. */
export interface Thinking {
  run: AgentRunRow;
  abort: AbortSignal;
  /** What was said to and by the model before people agreed to calls of tools; null: it begins. */
  resumed: readonly ModelMessage[] | null;
}

// An answer of a page, and the thoughts of a model that thinks before it.
const mostOutputTokens = 4096;
const summaryTokens = 1024;
// Four looks into tools, and the answer.
const stepsWithTools = 5;
// What is looked for in the knowledge; more words make it vaguer.
const questionLength = 1000;

/** Thinks about a turn: guard, knowledge, model with tools, guard. Nothing is sent or stored by it but tool calls. */
export async function think(minds: Minds, turn: ThinkingTurn, thinking: Thinking): Promise<Thought> {
  const record = new ThoughtRecord();
  const conclusion = await new Thinker(minds, turn, thinking, record).conclude();
  return { conclusion, record };
}

class Thinker {
  readonly #minds: Minds;
  readonly #turn: ThinkingTurn;
  readonly #thinking: Thinking;
  readonly #record: ThoughtRecord;
  readonly #redactor: Redactor;
  readonly #endsAt: number;

  constructor(minds: Minds, turn: ThinkingTurn, thinking: Thinking, record: ThoughtRecord) {
    const { settings } = turn.agent;
    this.#minds = minds;
    this.#turn = turn;
    this.#thinking = thinking;
    this.#record = record;
    this.#redactor = settings.redact_personal_data ? createRedactor() : noRedaction;
    this.#endsAt = minds.monotonic() + settings.answer_seconds * 1000;
  }

  async conclude(): Promise<Conclusion> {
    const { agent, input, mood, answers_lately, objection } = this.#turn;
    const text = input.map((line) => line.text).join('\n');
    if (input.length === 0) return { kind: 'silence', reason: 'Nothing waits for an answer.' };
    const question = { text, settings: agent.settings, mood, answers_lately, objection };
    const { finding, steps } = examine(questionRules, question);
    this.#record.steps.push(...steps);
    if (finding?.demand === 'silence') return { kind: 'silence', reason: finding.reason };
    if (finding) return { kind: 'hand_over', reason: finding.reason, summary: null };
    const history = await this.#history();
    const passages = await this.#passages(text);
    const media = await this.#media(passages);
    if (this.#thinking.abort.aborted) return { kind: 'stopped' };
    const prompt = this.#prompt(history, passages, media);
    return this.#ask(prompt, passages, media);
  }

  /** What the prompt shows of the conversation; what is too long for it is summed up first. */
  async #history(): Promise<History & { summary: string | null }> {
    const { lines, memory } = this.#turn;
    const before = memory?.summary ?? null;
    const history = divide(lines, memory?.summary_seq ?? 0);
    const last = history.to_sum_up.at(-1);
    if (!last) return { ...history, summary: before };
    const material = this.#redactor.hide(summaryMaterial(before, history.to_sum_up));
    const result = await this.#minds.write({
      ...this.#terms('summary', summaryTokens),
      instructions: summaryInstructions,
      messages: [{ role: 'user', content: material }],
    });
    this.#record.add(result);
    // Without it the answer rests on what was said lately.
    if (result.kind !== 'answer' || !result.text) return { ...history, summary: before };
    const text = this.#redactor.restore(result.text.trim());
    this.#record.summary = { text, seq: last.seq };
    return { ...history, summary: text };
  }

  async #passages(text: string): Promise<readonly Passage[]> {
    const { agent, account } = this.#turn;
    // The names of passages in what the model has said must go on to mean the same.
    const passages: readonly Passage[] = this.#thinking.resumed
      ? JSON.parse(this.#thinking.run.passages)
      : await this.#minds.retrieve({
          ...{ agent, platform: account.platform.name, abort: this.#thinking.abort },
          text: this.#redactor.hide(this.#lookedFor(text)),
        });
    this.#record.passages = passages;
    return passages;
  }

  /** A word or two mean what was spoken of before. */
  #lookedFor(text: string): string {
    const { lines, input } = this.#turn;
    const before = lines
      .slice(0, lines.length - input.length)
      .findLast(({ speaker }) => speaker === 'contact');
    const isShort = text.length < shortQuestion && before !== undefined;
    return (isShort ? `${before.text}\n${text}` : text).slice(-questionLength);
  }

  #media(passages: readonly Passage[]): Promise<readonly OfferedMedia[]> {
    const { settings, workspaceId } = this.#turn.agent;
    const texts = [settings.persona, ...settings.house_rules, ...passages.map(({ text }) => text)];
    return this.#minds.filesNamedIn(workspaceId, texts);
  }

  #prompt(
    { lines, summary }: History & { summary: string | null },
    passages: readonly Passage[],
    media: readonly OfferedMedia[],
  ): Prompt {
    const { agent, account, contact, language } = this.#turn;
    const { title, limits, abilities } = account.platform;
    const prompt = promptOf({
      settings: agent.settings,
      business: account.name,
      channel: { title, limits, abilities },
      ...{ contact, language, passages, media, summary, lines },
      local_time: localTime(agent.settings.hours.time_zone, this.#minds.now()),
      hide: this.#redactor.hide,
    });
    const { instructions, messages } = prompt;
    this.#record.prompt = JSON.stringify({ instructions, messages });
    return prompt;
  }

  async #ask(
    prompt: Prompt,
    passages: readonly Passage[],
    media: readonly OfferedMedia[],
  ): Promise<Conclusion> {
    const { run, abort, resumed } = this.#thinking;
    const { agent } = this.#turn;
    const disguise = agent.settings.redact_personal_data ? disguiseOf(this.#redactor) : undefined;
    const tools = await this.#minds.toolsFor({ run, agent, signal: abort, disguise });
    const messages = [...(resumed ?? prompt.messages)];
    // Also what is called because people have agreed to it, which the answer of the model does not tell.
    const heard: unknown[] = [];
    const result = await this.#minds.ask<Reply>({
      ...this.#terms('reply', mostOutputTokens),
      ...{ schema: replySchema, instructions: prompt.instructions, messages },
      ...(tools && {
        tools: listening(tools.tools, heard),
        approval_needed: tools.approval,
        stop_after_steps: stepsWithTools,
      }),
    });
    this.#record.add(result);
    if (result.kind === 'answer') await blockUnknown(tools, result.tool_calls);
    this.#record.steps.push(...(tools?.steps ?? []));
    if (result.kind !== 'answer') return conclusionOfFailure(result);
    this.#record.model = result.model;
    if (result.approvals_requested.length > 0) {
      const said = [...messages, ...result.response_messages];
      const requests = mapTexts(result.approvals_requested, this.#redactor.restore);
      return { kind: 'parked', requests, messages: said };
    }
    if (result.output === null)
      return { kind: 'hand_over', reason: 'The model had no answer.', summary: null };
    const reply = restored(result.output, this.#redactor);
    return this.#judge({ prompt, passages, media, reply, heard });
  }

  async #judge({ prompt, passages, media, reply, heard }: Drafted): Promise<Conclusion> {
    const { agent, lines, account, memory, contact } = this.#turn;
    const record = this.#record;
    record.reply = reply;
    const answers = heard.flatMap((output) => (isGood(output) ? [JSON.stringify(output)] : []));
    const sources = [
      ...lines.map(({ text }) => text),
      ...passages.flatMap(({ title, heading, text }) => [title, heading ?? '', text]),
      ...answers,
      // What tools said before people agreed to further calls.
      ...(this.#thinking.resumed ?? []).flatMap((said) =>
        said.role === 'tool' ? [JSON.stringify(said)] : [],
      ),
      ...[record.summary?.text ?? memory?.summary ?? '', contact?.name ?? ''],
    ];
    const draft: Draft = {
      ...{ reply, sources, settings: agent.settings },
      said: visibleText(reply),
      passage_ids: passages.map((_, index) => passageName(index)),
      tools_used: answers.length,
      instructions: prompt.task,
      secrets: secretsOf(agent),
    };
    const { finding, steps } = examine(draftRules, draft);
    record.steps.push(...steps);
    if (finding?.demand === 'silence') return { kind: 'silence', reason: finding.reason };
    if (finding) return { kind: 'hand_over', reason: finding.reason, summary: reply.summary || null };
    const messages = fitAll(account.platform, await this.#withFiles(contentsOf(reply, media)));
    if (messages.length > 0) return { kind: 'answer', messages, reason: reply.reason || 'Answered.' };
    const reason = `${account.platform.title} shows nothing of the answer.`;
    return { kind: 'hand_over', reason, summary: reply.summary || null };
  }

  /** A file that cannot be sent is left out; what is said beside it still goes. */
  async #withFiles(contents: readonly OutboundContent[]): Promise<OutboundContent[]> {
    const ready: OutboundContent[] = [];
    for (const content of contents) {
      try {
        ready.push(await this.#minds.withFiles(this.#turn.account, content));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.#record.steps.push({ type: 'guard', rule: 'file', outcome: 'left_out', detail: error.message });
      }
    }
    return ready;
  }

  #terms(purpose: 'reply' | 'summary', max_output_tokens: number) {
    const { agent, account } = this.#turn;
    const { model, second_model } = agent.settings;
    return {
      ...{ purpose, max_output_tokens, abort: this.#thinking.abort },
      choice: choiceFor(agent, model),
      fallback: second_model && choiceFor(agent, second_model),
      timeout_ms: Math.max(this.#endsAt - this.#minds.monotonic(), 1),
      budget: budgetFor(agent, account.platform.name),
    };
  }
}

interface Drafted {
  prompt: Prompt;
  passages: readonly Passage[];
  media: readonly OfferedMedia[];
  reply: Reply;
  /** What tools have answered. */
  heard: readonly unknown[];
}

// “And in blue?”
const shortQuestion = 30;

/** The model was told by the library that there is no such tool; people are told by the journal. */
async function blockUnknown(offered: OfferedTools | null, calls: Answer<Reply>['tool_calls']): Promise<void> {
  for (const { id, tool, input } of offered ? calls : []) {
    if (offered && !Object.hasOwn(offered.tools, tool)) {
      await offered.blockUnknown?.({ toolCallId: id, toolName: tool, input });
    }
  }
}

function conclusionOfFailure(failure: Exclude<CallResult<Reply>, { kind: 'answer' }>): Conclusion {
  const reason = failure.detail === '' ? failure.cause : `${failure.cause} (${failure.detail})`;
  if (failure.next === 'stop') return { kind: 'stopped' };
  if (failure.next === 'retry_later') return { kind: 'again', after_ms: failure.after_ms ?? 0, reason };
  return { kind: 'hand_over', reason, summary: null };
}

/** The same tools, of which each answer is noted. */
function listening(tools: ToolSet, heard: unknown[]): ToolSet {
  const each = Object.entries(tools).map(([name, tool]): [string, ToolSet[string]] => {
    const { execute } = tool;
    if (!execute) return [name, tool];
    const listened: typeof execute = async (input, options) => {
      const output: unknown = await execute(input, options);
      heard.push(output);
      return output;
    };
    return [name, { ...tool, execute: listened }];
  });
  return Object.fromEntries(each);
}

/** A tool that was called, and did what it was called for. */
function isGood(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'ok' in output && output.ok === true;
}

function secretsOf({ secrets }: AccountAgent): string[] {
  const headers = Object.values(secrets.tool_headers).flatMap((each) => Object.values(each));
  return [...(secrets.api_key === undefined ? [] : [secrets.api_key]), ...headers];
}

/** A reply with what was hidden from the model. */
function restored(reply: Reply, { restore }: Redactor): Reply {
  return mapTexts(reply, restore);
}

function disguiseOf({ hide, restore }: Redactor) {
  return {
    reveal: (values: unknown) => mapTexts(values, restore),
    hide: (result: unknown) => mapTexts(result, hide),
  };
}

/** The same value with each text in it changed. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  // A text stays a text and an object keeps its keys, so what comes out is of the type that went in.
  return mapped(value, change) as T;
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry) => mapped(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapped(entry, change)]));
}
