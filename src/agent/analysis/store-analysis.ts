import { type AnalysisDetails, toPublicAnalysis } from '../../conversations/analysis.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import type { Happening } from '../../conversations/interest.ts';
import type { MessageAnalysisRow } from '../../database/schema.ts';
import { appendEvent } from '../../events/log.ts';
import type { Job } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import { isOpen } from '../hours.ts';
import { endRun, newRun } from '../ledger.ts';
import { act, type Deeds, type RuleActions } from './act.ts';
import { type AnalyseJob, putAnalyseJob } from './analyse-job.ts';
import type { Understood } from './look.ts';
import { factsOf, rulesAfterAnalysis } from './match.ts';

/** What storing needs. */
export interface StoreOptions {
  actions: RuleActions;
  agentOf(accountId: string): AccountAgent | undefined;
}

/**
 * Stores what was understood, lets rules act on it, tells of it and ends its run, in one transaction. What is about a
 * message that has changed or gone meanwhile is thrown away.
 */
export async function storeAnalysis(
  { actions, agentOf }: StoreOptions,
  scene: Scene,
  job: Job,
  understood: Understood,
): Promise<void> {
  const { store, now, batch } = scene;
  const conversation = await store.conversations.current(job.workspace_id, job.lane);
  const message = store.messages.rows.get(job.workspace_id, job.reference);
  const agent = message && agentOf(message.account_id);
  if (!conversation || !message || !agent || message.deleted_at !== null) return;
  if (message.edited_at !== understood.edited_at) return;
  const happening = { conversation, message };
  const payload: AnalyseJob = JSON.parse(job.payload);
  const run_id = await keepRun(scene, happening, agent, understood);
  const before = await storedBefore(scene, happening);
  const acted = [...new Set([...payload.rules, ...detailsOf(before).rules])];
  const known = { ...payload, rules: acted };
  let deeds: Deeds = { rules: [], stopped_by: payload.stopped_by, consumers: [], answered: payload.answered };
  // A later try that failed too has nothing new to say.
  if (understood.reason === null || payload.tries === 0) {
    const row = rowOf(happening, understood, run_id, now);
    deeds = await actOnIt(actions, scene, happening, { agent, understood, payload: known });
    const rules = [...acted, ...deeds.rules];
    row.details = JSON.stringify({ ...JSON.parse(row.details), rules } satisfies AnalysisDetails);
    if (before) await batch.transaction.update('message_analyses', ['workspace_id', 'message_id'], [row]);
    else await batch.transaction.insert('message_analyses', [row]);
    noteInConversation(scene, happening, row, payload.tries === 0);
    await announce(scene, happening, row, [...new Set([...payload.consumers, ...deeds.consumers])]);
  }
  if (understood.again_ms === null) return;
  const next = {
    ...{ rules: [...acted, ...deeds.rules], stopped_by: deeds.stopped_by ?? payload.stopped_by },
    consumers: [...new Set([...payload.consumers, ...deeds.consumers])],
    ...{ answered: true, first_contact: payload.first_contact, tries: payload.tries + 1 },
  };
  putAnalyseJob(batch, happening, next, now, now + understood.again_ms);
}

async function storedBefore(
  { batch }: Scene,
  { message }: Happening,
): Promise<MessageAnalysisRow | undefined> {
  const keys = ['workspace_id', 'message_id'] as const;
  const key = [[message.workspace_id, message.id]];
  const [row] = await batch.transaction.select('message_analyses', keys, key, 'lock');
  return row;
}

function detailsOf(row: MessageAnalysisRow | undefined): Pick<AnalysisDetails, 'rules'> {
  return row ? JSON.parse(row.details) : { rules: [] };
}

interface Meaning {
  agent: AccountAgent;
  understood: Understood;
  payload: AnalyseJob;
}

async function actOnIt(
  actions: RuleActions,
  scene: Scene,
  happening: Happening,
  { agent: { settings }, understood, payload }: Meaning,
): Promise<Deeds> {
  const { message } = happening;
  const open = isOpen(settings.hours, message.created_at);
  const facts = factsOf(JSON.parse(message.content), { firstContact: payload.first_contact, open });
  const matching = rulesAfterAnalysis(settings.rules, facts, understood.analysis, payload);
  const isAnswered = payload.answered || (await isAnsweredSince(scene, happening));
  return act(actions, scene, happening, matching, isAnswered);
}

// An answer has the hub's time, the message that of the platform.
const clocksDifferMs = 10 * 60_000;

async function isAnsweredSince(
  { batch }: Scene,
  { message: { workspace_id, conversation_id, sent_at, seq } }: Happening,
): Promise<boolean> {
  const answer = await batch.transaction.query
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', conversation_id)
    .where('sent_at', '>', sent_at - clocksDifferMs)
    .where('seq', '>', seq)
    .where('direction', '=', 'out')
    .limit(1)
    .executeTakeFirst();
  return answer !== undefined;
}

function rowOf(
  { message }: Happening,
  { analysis, reason }: Understood,
  run_id: string | null,
  now: number,
): MessageAnalysisRow {
  const { entities, transcript, description, abusive } = analysis;
  const details: AnalysisDetails = { entities, transcript, description, abusive, rules: [], reason };
  const confidence = analysis.intent_confidence;
  return {
    workspace_id: message.workspace_id,
    message_id: message.id,
    account_id: message.account_id,
    conversation_id: message.conversation_id,
    contact_id: message.contact_id,
    run_id,
    source: reason === null ? 'model' : 'rules',
    language: analysis.language,
    intent: analysis.intent,
    intent_confidence: confidence === null ? null : Math.round(confidence * 1000),
    sentiment: analysis.sentiment,
    urgency: analysis.urgency,
    wants_human: Number(analysis.wants_human),
    spam: Number(analysis.spam),
    summary: analysis.summary,
    details: JSON.stringify(details),
    created_at: now,
    seq: message.seq,
  };
}

/** A late analysis of an older message says nothing of what the conversation is about now. */
function noteInConversation(
  { store }: Scene,
  { conversation, message }: Happening,
  { intent, language }: MessageAnalysisRow,
  isFirstTry: boolean,
): void {
  if (!isFirstTry && message.seq < conversation.last_inbound_seq) return;
  store.conversations.rows.change(conversation, {
    ...(intent !== null && { intent }),
    ...(language !== null && { language }),
  });
}

async function announce(
  { batch, store, now }: Scene,
  { conversation, message }: Happening,
  row: MessageAnalysisRow,
  consumers: readonly string[],
): Promise<void> {
  const key = [message.workspace_id, message.contact_id ?? ''];
  const [contact] = await batch.transaction.select('contacts', ['workspace_id', 'id'], [key]);
  const analysis = toPublicAnalysis(row);
  appendEvent(
    batch,
    {
      ...{ workspace_id: message.workspace_id, account_id: message.account_id },
      ...{ platform: conversation.platform, conversation_id: conversation.id, message_id: message.id },
      ...{ type: 'message.analysed', occurred_at: now },
      data: () => ({ message: { ...store.messages.view(message, contact?.name ?? null), analysis } }),
      routing: { intent: row.intent, consumers },
    },
    now,
  );
}

/** Keeps the run in the ledger; null where no model was asked. */
async function keepRun(
  { batch, now }: Scene,
  { conversation, message }: Happening,
  agent: AccountAgent,
  { asked, reason }: Understood,
): Promise<string | null> {
  if (!asked) return null;
  const { result, started_at, prompt_hash } = asked;
  const about = { conversationId: conversation.id, contactId: message.contact_id, turn: conversation.turn };
  const row = newRun({ agent, kind: 'analysis', ...about, messageIds: [message.id] }, started_at);
  await batch.transaction.insert('agent_runs', [row]);
  const isAnswer = result.kind === 'answer';
  await endRun(
    batch,
    row,
    {
      decision: isAnswer ? 'analysed' : 'failed',
      reason: reason ?? 'The message was understood.',
      ...{ prompt_hash, calls: JSON.stringify(result.calls), model: isAnswer ? result.model : null },
      ...{ input_tokens: result.usage.input_tokens, output_tokens: result.usage.output_tokens },
      cost_micros: result.usage.cost_micros,
    },
    conversation.platform,
    now,
  );
  return row.id;
}
