import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { managed, page } from './business-account.ts';
import { pickFields } from './fields.ts';
import type { Fields } from './state.ts';
import type { Template } from './template-catalogue.ts';

/** `GET /{account}/message_templates`, by name, language, status or category, in pages. */
export function listTemplates(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = managed(c, world);
  const wanted = ['name', 'language', 'status', 'category'] as const;
  const found = account.templates.filter((template) =>
    wanted.every((key) => c.req.query(key) === undefined || c.req.query(key) === template[key]),
  );
  const limit = Math.max(1, Number(c.req.query('limit') ?? 25) || 25);
  const start = Number(Buffer.from(c.req.query('after') ?? '', 'base64url').toString()) || 0;
  const data = found
    .slice(start, start + limit)
    .map((template) => node(world, template, c.req.query('fields')));
  if (start + limit >= found.length) return graphAnswer(c, page(data));
  const after = Buffer.from(String(start + limit)).toString('base64url');
  const next = new URL(c.req.url);
  next.searchParams.set('after', after);
  return graphAnswer(c, { data, paging: { cursors: { before: '', after }, next: next.href } });
}

const standardFields = ['name', 'parameter_format', 'components', 'language', 'status', 'category'];

function node(world: World, template: Template, fields: string | undefined): Fields {
  const { quality = 'UNKNOWN', rejected_reason = 'NONE', ...rest } = template;
  const quality_score = { score: quality, date: Math.floor(world.clock.now() / 1000) };
  return pickFields(
    'WhatsAppBusinessHSM',
    fields,
    { ...rest, quality_score, rejected_reason },
    standardFields,
  );
}
