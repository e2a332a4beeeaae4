import type { Kysely } from 'kysely';
import type { Account } from '../../accounts/account.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import { withMerged } from '../../conversations/queries/conversations.ts';
import type {
  AgentMemoryRow,
  ConversationRow,
  MessageAnalysisRow,
  MessageRow,
  Tables,
} from '../../database/schema.ts';
import { judge, objection, type Situation } from '../../outbound/can-send.ts';
import { situationOf } from '../../outbound/situation.ts';
import type { AccountAgent } from '../directory.ts';
import type { TurnMood } from './guard/question.ts';
import type { ContactFacts } from './prompt.ts';
import { inWords, type Line } from './transcript.ts';

/** Everything that is known when the agent begins to think about a turn. */
export interface Turn {
  agent: AccountAgent;
  account: Account;
  conversation: ConversationRow;
  contact: ContactFacts | null;
  /** What was said lately, the oldest first, the messages of the turn at its end. */
  lines: readonly NumberedLine[];
  /** What the person said since our side last spoke. */
  input: readonly NumberedLine[];
  memory: AgentMemoryRow | undefined;
  /** Null: nothing of the turn was analysed. */
  mood: TurnMood | null;
  language: string | null;
  /** Answers the agent gave here within the last hour. */
  answers_lately: number;
  /** What the platform's policy looks at. */
  situation: Situation;
  /** What stands against an answer, in words; null: nothing. */
  objection: string | null;
}

/** What thinking about a turn looks at. */
export type ThinkingTurn = Omit<Turn, 'conversation' | 'situation'>;

/** A line with the number of its message. */
export interface NumberedLine extends Line {
  seq: number;
}

/** What reading a turn needs. */
export interface TurnOptions {
  read: Kysely<Tables>;
  quotas: Quotas;
  now(): number;
}

// What a model gets of a conversation and what is summed up of it; nobody writes more in one sitting.
const linesRead = 200;
const hourMs = 60 * 60_000;

/** Reads what a turn is about; `past` are the ids of the messages of one that was, instead of the one that waits. */
export async function readTurn(
  { read, quotas, now }: TurnOptions,
  { agent, account, conversation }: Pick<Turn, 'agent' | 'account' | 'conversation'>,
  past?: readonly string[],
): Promise<Turn> {
  const memory = await memoryOf(read, conversation);
  const end = past && (await lastNumber(read, conversation, past));
  const messages = await messagesOf(read, conversation, end);
  const { before, input } = past
    ? divideBy(messages, past)
    : divideByTurn(messages, memory?.holding_message_id ?? null);
  const analyses = await analysesOf(read, conversation.workspace_id, input);
  const transcripts = new Map(analyses.map((row) => [row.message_id, transcriptIn(row)]));
  const lines = [...before, ...input].map((row) => lineOf(row, transcripts.get(row.id)));
  const situation = await situationOf(read, quotas, account, conversation);
  const verdict = judge(situation, { author: 'bot', content: null }, now());
  return {
    ...{ agent, account, conversation, lines, memory, situation },
    contact: await contactOf(read, conversation),
    input: lines.slice(before.length),
    mood: moodOf(analyses),
    language: languageOf(analyses) ?? conversation.language,
    answers_lately: await answersSince(read, conversation, now() - hourMs),
    objection: objection(verdict)?.cause ?? null,
  };
}

async function memoryOf(read: Kysely<Tables>, { workspace_id, id }: ConversationRow) {
  return read
    .selectFrom('agent_memory')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .executeTakeFirst();
}

// What never reached the person was never said, and a reaction says nothing that could be answered.
const unsaid: readonly (string | null)[] = ['failed', 'cancelled', 'expired', 'scheduled'];

async function messagesOf(
  read: Kysely<Tables>,
  { workspace_id, id }: ConversationRow,
  end: number | undefined,
): Promise<MessageRow[]> {
  let query = read
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', 'in', await withMerged(read, workspace_id, id));
  if (end !== undefined) query = query.where('seq', '<=', end);
  const rows = await query.orderBy('sent_at', 'desc').orderBy('seq', 'desc').limit(linesRead).execute();
  return rows
    .reverse()
    .filter(
      (row) => row.deleted_at === null && row.content_type !== 'reaction' && !unsaid.includes(row.status),
    );
}

/** The number of the last of these messages; 0 when they are gone. */
async function lastNumber(
  read: Kysely<Tables>,
  { workspace_id }: ConversationRow,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const row = await read
    .selectFrom('messages')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('workspace_id', '=', workspace_id)
    .where('id', 'in', ids)
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

function divideBy(messages: readonly MessageRow[], ids: readonly string[]) {
  const isInput = ({ id }: MessageRow) => ids.includes(id);
  return { before: messages.filter((row) => !isInput(row)), input: messages.filter(isInput) };
}

/**
 * What was said until our side last answered, and what the person has said since: by the order in which it came to us,
 * because the platforms' times can be whole seconds, or those of another clock.
 */
function divideByTurn(messages: readonly MessageRow[], holdingId: string | null) {
  const answers = messages.filter((row) => row.direction === 'out' && !isFixedText(row, holdingId));
  const answered = Math.max(0, ...answers.map(({ seq }) => seq));
  const isInput = ({ direction, seq }: MessageRow) => direction === 'in' && seq > answered;
  return { before: messages.filter((row) => !isInput(row)), input: messages.filter(isInput) };
}

/** What the agent says by heart is no answer: that people take over, that the business is closed, to wait a moment. */
function isFixedText({ id, author, agent_run_id, turn }: MessageRow, holdingId: string | null): boolean {
  return id === holdingId || (author === 'bot' && agent_run_id !== null && turn === null);
}

function lineOf(row: MessageRow, transcript: string | undefined): NumberedLine {
  const speaker = row.direction === 'in' ? 'contact' : speakerOf(row.author);
  const text = inWords(JSON.parse(row.content), { transcript });
  return { message_id: row.id, speaker, text, at: row.sent_at, seq: row.seq };
}

function speakerOf(author: string): Line['speaker'] {
  if (author === 'bot') return 'bot';
  return author === 'api' ? 'api' : 'human';
}

async function analysesOf(
  read: Kysely<Tables>,
  workspaceId: string,
  messages: readonly MessageRow[],
): Promise<MessageAnalysisRow[]> {
  if (messages.length === 0) return [];
  const ids = messages.map(({ id }) => id);
  const rows = await read
    .selectFrom('message_analyses')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', ids)
    .execute();
  return rows.sort((a, b) => ids.indexOf(a.message_id) - ids.indexOf(b.message_id));
}

function transcriptIn({ details }: MessageAnalysisRow): string | undefined {
  const known: { transcript?: string | null; description?: string | null } = JSON.parse(details);
  return known.transcript ?? known.description ?? undefined;
}

function moodOf(analyses: readonly MessageAnalysisRow[]): TurnMood | null {
  if (analyses.length === 0) return null;
  return {
    angry: analyses.some(({ sentiment }) => sentiment === 'angry'),
    wants_human: analyses.some(({ wants_human }) => wants_human === 1),
    // One honest question among them is a question.
    spam: analyses.every(({ spam }) => spam === 1),
  };
}

function languageOf(analyses: readonly MessageAnalysisRow[]): string | null {
  return analyses.findLast(({ language }) => language !== null)?.language ?? null;
}

async function contactOf(
  read: Kysely<Tables>,
  { workspace_id, contact_id }: ConversationRow,
): Promise<ContactFacts | null> {
  if (contact_id === null) return null;
  const row = await read
    .selectFrom('contacts')
    .select(['name', 'locale'])
    .where('workspace_id', '=', workspace_id)
    .where('id', '=', contact_id)
    .executeTakeFirst();
  return row ?? null;
}

async function answersSince(
  read: Kysely<Tables>,
  { workspace_id, id }: ConversationRow,
  since: number,
): Promise<number> {
  const { count } = await read
    .selectFrom('agent_runs')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .where('started_at', '>', since)
    .where('kind', '=', 'reply')
    .where('decision', '=', 'replied')
    .executeTakeFirstOrThrow();
  return Number(count);
}
