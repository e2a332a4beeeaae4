import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { type ModelMethod, modelFor, type SimulatedModel } from './catalogue.ts';
import { invalidArgument, invalidKey, ModelRefusal, missingKey, quotaExceeded, refusalOf } from './errors.ts';
import type { ModelCall, PlannedAnswer, PlannedError } from './state.ts';

/** A call that has passed the door. */
export interface OpenCall {
  model: SimulatedModel;
  body: unknown;
  key: string;
  record: ModelCall;
  /** Resolves true after so long, false as soon as the caller has gone; null: only when the caller goes. */
  wait(ms: number | null): Promise<boolean>;
}

/** What every method has in common: a record, the key, outages, slowness, and refusals in Gemini's words. */
export async function takeCall(
  c: Context<SimulatorEnv>,
  world: World,
  method: ModelMethod,
  answer: (call: OpenCall) => Promise<Response>,
): Promise<Response> {
  const { settings, calls } = world.model;
  const name = c.req.param('call')?.split(':')[0] ?? '';
  const body = parsed(await c.req.text());
  const record: ModelCall = {
    ...{ id: world.sequence(), at: world.clock.now(), model: name, method, body: body ?? null },
    ...{ answer: null, aborted: false, planned: null },
  };
  calls.add(record);
  const wait = waiter(c, world, record);
  try {
    if (settings.outage === 'close') return cutCall(c);
    if (settings.outage === 'silent' && !(await wait(null))) return RESPONSE_ALREADY_SENT;
    if (settings.outage === 'unavailable') throw refusalOf(503);
    const key = authorise(c, settings.api_keys);
    const model = modelFor(name, method);
    if (body === undefined) throw invalidArgument('Invalid JSON payload received. Unexpected end of string.');
    if (!(await wait(settings.delay_ms))) return RESPONSE_ALREADY_SENT;
    return await answer({ model, body, key, record, wait });
  } catch (error) {
    if (!(error instanceof ModelRefusal)) throw error;
    return jsonAnswer(c, record, error.body, error.code);
  }
}

/** A JSON answer, which is put on record. */
export function jsonAnswer(
  c: Context<SimulatorEnv>,
  record: ModelCall,
  body: unknown,
  status = 200,
): Response {
  record.answer = { status, body };
  c.header('content-type', 'application/json; charset=UTF-8');
  // Hono's type wants one of its own literals; every status here is one of Gemini's.
  return c.body(typeof body === 'string' ? body : JSON.stringify(body), status as 200);
}

/** Ends the connection without a word. */
export function cutCall(c: Context<SimulatorEnv>): Response {
  c.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/**
 * Does what a planned answer says before anything is answered: waits, cuts, refuses, or answers a whole body.
 * Null: the answer is still to be made.
 */
export async function followPlan(
  c: Context<SimulatorEnv>,
  { record, wait, model }: OpenCall,
  plan: PlannedAnswer | null,
): Promise<Response | null> {
  if (plan === null) return null;
  record.planned = plan.id;
  if (plan.delay_ms !== undefined && !(await wait(plan.delay_ms))) return RESPONSE_ALREADY_SENT;
  if (plan.error !== undefined) throw errorOf(plan.error, model.name);
  if (plan.body !== undefined) return jsonAnswer(c, record, plan.body);
  return null;
}

function errorOf({ status, message, retry_delay_ms = null }: PlannedError, model: string): ModelRefusal {
  if (status !== 429 || message !== undefined) return refusalOf(status, message);
  return quotaExceeded(model, retry_delay_ms);
}

function authorise(c: Context<SimulatorEnv>, good: readonly string[]): string {
  // Without the SDK it may stand in the query, as Google's own examples once had it.
  const key = c.req.header('x-goog-api-key') ?? c.req.query('key');
  if (key === undefined || key === '') throw missingKey();
  if (!good.includes(key)) throw invalidKey();
  return key;
}

function waiter(c: Context<SimulatorEnv>, world: World, record: ModelCall): OpenCall['wait'] {
  const { outgoing } = c.env;
  let wake = (_: boolean): void => {};
  outgoing.once('close', () => {
    // Closed before the answer was written: nobody waits for it any more.
    if (outgoing.writableFinished) return;
    record.aborted = true;
    wake(false);
  });
  return (ms) =>
    new Promise((resolve) => {
      if (record.aborted || ms === 0) return resolve(!record.aborted);
      const cancel = ms === null ? () => {} : world.clock.after(ms, () => resolve(true));
      wake = (still) => {
        cancel();
        resolve(still);
      };
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return undefined;
  }
}
