import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import { GraphRefusal } from './errors.ts';

/** The JSON object of a request. Another content type is not looked into, so all parameters are missing. */
export function jsonBody(c: Context<SimulatorEnv>): Record<string, unknown> {
  const type = c.req.header('content-type') ?? '';
  const text = Buffer.from(c.get('bytes')).toString('utf8');
  if (!/^application\/json\b/i.test(type) || text.trim() === '') return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAnObject();
  // Just checked: an object that is no array.
  return value as Record<string, unknown>;
}

/** The parameters of a call, which come in the query, as a form or as JSON. */
export function parameters(c: Context<SimulatorEnv>): Record<string, unknown> {
  const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(Buffer.from(c.get('bytes')).toString('utf8')) : [];
  return { ...c.req.query(), ...Object.fromEntries(form), ...jsonBody(c) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAnObject();
  }
}

function notAnObject(): GraphRefusal {
  return new GraphRefusal(100, { details: 'The request body is not a JSON object.' });
}
