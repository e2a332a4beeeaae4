import type { Context, MiddlewareHandler } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import { LineRefusal, refusals } from './errors.ts';

/** Every answer carries the id LINE's support asks for. */
export const withRequestId: MiddlewareHandler<SimulatorEnv> = async (c, next) => {
  c.header('x-line-request-id', c.get('requestId'));
  await next();
};

/** A JSON answer. */
export function lineAnswer(c: Context<SimulatorEnv>, body: unknown, status = 200): Response {
  c.header('content-type', 'application/json');
  // Hono's type wants one of its own literals; every status here is one of LINE's.
  return c.body(JSON.stringify(body), status as 200);
}

/** The answer of a refusal. */
export function refusalAnswer(c: Context<SimulatorEnv>, refusal: LineRefusal): Response {
  for (const [name, value] of Object.entries(refusal.headers)) c.header(name, value);
  return lineAnswer(c, refusal.body, refusal.status);
}

/** Turns what a handler threw into an answer. */
export function answerError(error: unknown, c: Context<SimulatorEnv>): Response {
  if (error instanceof LineRefusal) return refusalAnswer(c, error);
  throw error;
}

/** Paths that do not exist here. */
export function answerUnknownPath(c: Context<SimulatorEnv>): Response {
  return refusalAnswer(c, refusals.notFound());
}
