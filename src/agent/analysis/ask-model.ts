import type { Clock } from '../../clock.ts';
import type { Content } from '../../conversations/content.ts';
import { listThread } from '../../conversations/queries/messages.ts';
import type { Database } from '../../database/database.ts';
import type { MessageRow } from '../../database/schema.ts';
import type { AccountAgent } from '../directory.ts';
import type { ModelCalls } from '../model/calls.ts';
import type { CallResult } from '../model/contract.ts';
import { createRedactor, noRedaction, type Redactor } from '../response/guard/redaction.ts';
import { inWords } from '../response/transcript.ts';
import { budgetFor, choiceFor } from '../terms.ts';
import { formOf, fromModel, type ModelAnalysis } from './form.ts';
import { promptOf } from './prompt.ts';
import { saidIn, tappedIn } from './said.ts';
import type { ShownFile } from './shown-media.ts';
import type { Analysis } from './without-model.ts';

/** What asking a model needs. */
export interface AskOptions {
  read: Database['read'];
  calls: Pick<ModelCalls, 'call'>;
  clock: Clock;
}

/** A message that a model is asked about. */
export interface AskedMessage {
  agent: AccountAgent;
  message: MessageRow;
  content: Content;
  files: readonly ShownFile[];
  /** How many of its files cannot be shown. */
  missing: number;
  timeoutMs: number;
}

/** What a model was asked, and what it said. */
export interface Asked {
  started_at: number;
  prompt_hash: string;
  result: CallResult<ModelAnalysis>;
  analysis: Analysis | null;
}

// Enough to know what “yes, that one” means.
const earlierMessages = 6;
const earlierLetters = 500;
// What a person writes in a chat; what is longer was pasted.
const mostLetters = 8000;
// A voice note of some minutes in words, and what the model thinks before it writes.
const mostOutputTokens = 4000;

/** Asks the account's model what a message means. */
export async function askModel(
  { read, calls, clock }: AskOptions,
  { agent, message, content, files, missing, timeoutMs }: AskedMessage,
): Promise<Asked> {
  const { settings } = agent;
  const redactor = settings.redact_personal_data ? createRedactor() : noRedaction;
  const said = saidIn(content);
  const prompt = promptOf(settings, {
    text: redactor.hide(said.slice(0, mostLetters)),
    tapped: tappedIn(content).length > 0,
    earlier: await earlierLines(read, message, redactor),
    ...{ files: files.length, missing },
  });
  const started_at = clock.now();
  const second = settings.second_model;
  const result = await calls.call({
    purpose: 'analysis',
    choice: choiceFor(agent, settings.processing_model ?? settings.model),
    fallback: second && choiceFor(agent, second),
    instructions: prompt.instructions,
    messages: [{ role: 'user', content: [{ type: 'text', text: prompt.text }, ...files] }],
    schema: formOf(settings.processing.intents.map(({ name }) => name)),
    timeout_ms: timeoutMs,
    max_output_tokens: mostOutputTokens,
    budget: budgetFor(agent, await platformOf(read, message)),
  });
  const output = result.kind === 'answer' ? result.output : null;
  const analysis = output && fromModel(restored(output, redactor), said);
  return { started_at, prompt_hash: prompt.hash, result, analysis };
}

function restored(said: ModelAnalysis, { restore }: Redactor): ModelAnalysis {
  return {
    ...said,
    summary: restore(said.summary),
    transcript: said.transcript && restore(said.transcript),
    description: said.description && restore(said.description),
    entities: said.entities.map(({ type, value }) => ({ type, value: restore(value) })),
  };
}

async function earlierLines(read: Database['read'], message: MessageRow, { hide }: Redactor) {
  const entries = await listThread(read, {
    workspaceId: message.workspace_id,
    conversationId: message.conversation_id,
    order: 'desc',
    beyond: [message.sent_at, message.seq],
    limit: earlierMessages,
  });
  return entries.reverse().map(({ row }) => ({
    speaker: row.direction === 'in' ? 'customer' : 'business',
    text: hide(inWords(JSON.parse(row.content)).slice(0, earlierLetters)),
  }));
}

async function platformOf(read: Database['read'], { workspace_id, conversation_id }: MessageRow) {
  const row = await read
    .selectFrom('conversations')
    .select('platform')
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', conversation_id)
    .executeTakeFirst();
  return row?.platform ?? '';
}
