import type { Clock } from '../../clock.ts';
import type { Content } from '../../conversations/content.ts';
import type { Database } from '../../database/database.ts';
import type { MessageRow } from '../../database/schema.ts';
import type { MediaStorage } from '../../media/storage/storage.ts';
import type { Job } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import type { ModelCalls } from '../model/calls.ts';
import type { AnalyseJob } from './analyse-job.ts';
import { type Asked, askModel } from './ask-model.ts';
import { saidIn } from './said.ts';
import { filesOf, type Media, mediaToShow } from './shown-media.ts';
import { type Analysis, analyseWithoutModel } from './without-model.ts';

/** What looking at messages needs. */
export interface LookOptions {
  database: Database;
  storage: MediaStorage;
  clock: Clock;
  calls: Pick<ModelCalls, 'call'>;
  agentOf(accountId: string): AccountAgent | undefined;
}

/** What came of looking at a message. */
export type Looked =
  /** There is nothing to look at any more. */
  | { kind: 'gone' }
  /** Its pictures or voice notes are being fetched. */
  | { kind: 'wait'; until: number }
  | Understood;

/** A message that was understood, by a model or as far as words tell. */
export interface Understood {
  kind: 'understood';
  analysis: Analysis;
  /** Why no model has said it; null: one has. */
  reason: string | null;
  /** The run in the ledger; null: no model was asked. */
  asked: Asked | null;
  /** After how long it is worth trying again (ms); null: not. */
  again_ms: number | null;
  /** Which version of the message it is about. */
  edited_at: number | null;
}

// What an answer waits for an analysis, from the arrival of the message: people notice longer silences.
const answerWaitsMs = 10_000;
// Of it for the bytes of pictures and voice notes, which mostly come within two seconds.
const mediaWaitMs = 5000;
// A model that gets less is asked in vain: also where the lane was busy before.
const leastModelMs = 3000;
// How soon it is looked again whether the bytes are there.
const lookAgainMs = 400;
// A limit of a provider passes within a minute, an outage mostly within the hour; after that nobody needs it.
const againMs = [15_000, 60_000, 300_000, 1_800_000];

/** Looks at the message of a job; never throws for what a model does. */
export async function look(options: LookOptions, job: Job): Promise<Looked> {
  const { database, clock, agentOf } = options;
  const message = await database.read
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', job.workspace_id)
    .where('id', '=', job.reference)
    .executeTakeFirst();
  const agent = message && agentOf(message.account_id);
  if (!message || !agent || message.deleted_at !== null) return { kind: 'gone' };
  const content: Content = JSON.parse(message.content);
  const payload: AnalyseJob = JSON.parse(job.payload);
  const { processing } = agent.settings;
  const media = processing.enabled
    ? await mediaToShow(database.read, job.workspace_id, content, agent.settings)
    : { ready: [], pending: 0, missing: 0 };
  const waited = clock.now() - job.created_at;
  if (media.pending > 0 && payload.tries === 0 && waited < mediaWaitMs) {
    return { kind: 'wait', until: clock.now() + lookAgainMs };
  }
  const reason = whyNotAsked(processing.enabled, content, media);
  if (reason !== null) {
    const isComing = media.pending > 0;
    return {
      ...byWords(message, content, reason),
      again_ms: isComing ? (againMs[payload.tries] ?? null) : null,
    };
  }
  const timeoutMs = payload.tries === 0 ? Math.max(leastModelMs, answerWaitsMs - waited) : answerWaitsMs;
  return ask(options, { message, content, agent, media, tries: payload.tries, timeoutMs });
}

function whyNotAsked(enabled: boolean, content: Content, { ready, pending }: Media): string | null {
  if (!enabled) return 'Processing is switched off for this account.';
  if (saidIn(content).trim() !== '' || ready.length > 0) return null;
  return pending > 0 ? 'Its files are not here yet.' : 'There is nothing in it to read.';
}

function byWords({ edited_at }: MessageRow, content: Content, reason: string): Understood {
  const analysis = analyseWithoutModel(content);
  return { kind: 'understood', analysis, reason, asked: null, again_ms: null, edited_at };
}

interface Question {
  message: MessageRow;
  content: Content;
  agent: AccountAgent;
  media: Media;
  tries: number;
  timeoutMs: number;
}

async function ask(
  { database, storage, clock, calls }: LookOptions,
  { message, content, agent, media, tries, timeoutMs }: Question,
): Promise<Understood> {
  const files = await filesOf(storage, media.ready);
  const missing = media.missing + media.pending + media.ready.length - files.length;
  const asked = await askModel(
    { read: database.read, calls, clock },
    { agent, message, content, files, missing, timeoutMs },
  );
  const { result } = asked;
  const later = againMs[tries] ?? null;
  if (asked.analysis) {
    const again_ms = media.pending > 0 ? later : null;
    return {
      ...{ kind: 'understood', analysis: asked.analysis, reason: null, asked, again_ms },
      edited_at: message.edited_at,
    };
  }
  if (result.kind === 'answer') return byWords(message, content, 'The model said nothing.');
  const mayPass = result.next === 'retry_later' || result.kind === 'timed_out';
  return {
    ...byWords(message, content, `${result.cause} ${result.detail}`.trim()),
    // Where nothing is set up there is no run to explain.
    asked: result.kind === 'not_configured' ? null : asked,
    again_ms: mayPass && later !== null ? Math.max(later, result.after_ms ?? 0) : null,
  };
}
