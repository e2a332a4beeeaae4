import type { Context } from 'hono';
import { opaque } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import { errorBody, type GraphRefusal } from './errors.ts';
import { metaJson } from './payload.ts';

/** A JSON answer in Meta's bytes and with its headers. */
export function graphAnswer(
  c: Context<SimulatorEnv>,
  body: unknown,
  status = 200,
  trace = newTrace(),
): Response {
  c.header('content-type', 'application/json; charset=UTF-8');
  c.header('facebook-api-version', c.req.param('version') ?? '');
  c.header('x-fb-trace-id', trace);
  // Hono's type wants one of its own literals; every status here is one of Meta's.
  return c.body(metaJson(body), status as 200);
}

/** The answer of a refusal. */
export function refusalAnswer(c: Context<SimulatorEnv>, refusal: GraphRefusal): Response {
  const trace = newTrace();
  return graphAnswer(c, errorBody(refusal, trace, c.get('record').platform), refusal.status, trace);
}

function newTrace(): string {
  return `A${opaque(16)}`;
}
