import { z } from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import { templateSchema as contentSchema } from '../../conversations/content.ts';
import type { Database } from '../../database/database.ts';
import type { TemplateRow } from '../../database/schema.ts';
import { notFound } from '../../errors.ts';
import { templateButtonTypes, templateHeaderFormats } from '../../platforms/templates.ts';
import { findTemplate, listTemplates } from '../../templates/queries.ts';
import { sourceOf, toPublicTemplate } from '../../templates/template.ts';
import type { Templates } from '../../templates/templates.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What the routes about templates need. */
export interface TemplateRoutes {
  database: Database;
  directory: AccountDirectory;
  templates: Templates;
}

const headerSchema = z
  .object({
    format: z.enum(templateHeaderFormats),
    text: z.string().nullable(),
  })
  .nullable();

const buttonSchema = z.object({
  type: z.enum(templateButtonTypes),
  text: z.string(),
  url: z.string().nullable(),
  phone: z.string().nullable(),
});

const buttonsSchema = z.array(buttonSchema);

const templateSchema = z
  .object({
    id: z.string(),
    platform: z.string(),
    account_ids: z.array(z.string()).describe('The connected accounts that can send it.'),
    group_id: z.string().describe('The platform’s id of what holds it: a business account, a Page.'),
    external_id: z.string().describe('The platform’s id of the template.'),
    name: z.string(),
    language: z.string(),
    category: z.string().nullable(),
    status: z.string().describe('As the platform names it: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED` …'),
    quality: z.string().nullable(),
    reason: z.string().nullable().describe('Why it was rejected, paused or disabled.'),
    parameter_format: z.enum(['named', 'positional']),
    header: headerSchema,
    body: z.string().nullable().describe('Null where the platform writes it itself and does not show it.'),
    footer: z.string().nullable(),
    buttons: buttonsSchema,
    cards: z
      .array(z.object({ header: headerSchema, body: z.string().nullable(), buttons: buttonsSchema }))
      .describe('Of a carousel.'),
    limited_time_offer: z.object({ text: z.string(), has_expiration: z.boolean() }).nullable(),
    parameters: z
      .array(
        z.object({
          component: z.enum(['header', 'body', 'button', 'limited_time_offer']),
          card: z.int().optional().describe('The place of the card in a carousel.'),
          index: z.int().optional().describe('The place of the button.'),
          kind: z.string().describe('`text`, or the type of the parameter.'),
          names: z.array(z.string()).describe('Its placeholders, in order.'),
          required: z.boolean(),
        }),
      )
      .describe('What has to be given when it is sent.'),
    can_be_sent: z.boolean(),
    gone_at: timeSchema.nullable().describe('Since when the platform does not list it any more.'),
    updated_at: timeSchema,
  })
  .meta({ id: 'Template', description: 'A message template, as its platform holds it.' });

const renderedSchema = z
  .object({
    header: headerSchema,
    body: z.string(),
    footer: z.string().nullable(),
    buttons: buttonsSchema,
    cards: z.array(z.object({ header: headerSchema, body: z.string(), buttons: buttonsSchema })),
  })
  .meta({ id: 'RenderedTemplate', description: 'A template with its values, as the person will read it.' });

const draftSchema = z
  .object({
    account_id: z.string(),
    name: z
      .string()
      .regex(/^[a-z0-9_]{1,512}$/, 'Lower-case letters, digits and _, at most 512 of them.')
      .describe('Lower-case letters, digits and `_`.'),
    language: z.string().min(2).max(20),
    category: z.string().min(1).describe('`MARKETING`, `UTILITY` or `AUTHENTICATION`.'),
    parameter_format: z.enum(['named', 'positional']).default('positional'),
    components: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .describe('In the platform’s own form, with the examples that its reviewers want.'),
  })
  .meta({ id: 'NewTemplate' });

const previewSchema = z
  .object({
    account_id: z.string(),
    template: contentSchema.omit({ type: true }).describe('As the content of a message.'),
  })
  .meta({ id: 'TemplatePreview' });

const syncedSchema = z
  .object({
    templates: z.int().describe('How many the platform lists.'),
    added: z.int(),
    changed: z.int(),
    gone: z.int().describe('How many it does not list any more.'),
  })
  .meta({ id: 'TemplateSync' });

const listQuery = z.object({
  account_id: z.string().optional(),
  status: z.string().optional(),
  language: z.string().optional(),
  category: z.string().optional(),
  name: z.string().optional(),
  gone: z.stringbool().default(false).describe('Also those that the platform does not list any more.'),
  limit: limitSchema,
  cursor: z.string().optional(),
});

const tags = ['Templates'];
const params = z.object({ id: z.string() });

/** Message templates: what the platforms have approved, and what is handed in to them. */
export function templateRoutes(rooms: TemplateRoutes): Route[] {
  return [
    ...[listRoute(rooms), createRoute(rooms), syncRoute(rooms), previewRoute(rooms)],
    ...[oneRoute(rooms), deleteRoute(rooms)],
  ];
}

function listRoute(rooms: TemplateRoutes): Route {
  const { database, directory } = rooms;
  return route({
    method: 'GET',
    path: '/api/v1/templates',
    scope: 'read',
    tags,
    summary: 'List message templates',
    description: 'As they were last read from the platforms and changed by their webhooks since.',
    query: listQuery,
    answers: { 200: { description: 'One page.', schema: pageSchema(templateSchema) } },
    async handle({ query, caller }) {
      const { workspaceId } = caller;
      const { account_id, cursor, limit, ...filter } = query;
      const account = account_id === undefined ? undefined : await directory.find(account_id);
      const source = account?.workspaceId === workspaceId ? sourceOf(account) : null;
      if (account_id !== undefined && !source) {
        return { status: 200, body: { data: [], next_cursor: null } };
      }
      const rows = await listTemplates(database.read, {
        ...{ ...filter, workspaceId, limit: limit + 1 },
        group: source?.group,
        after: cursor === undefined ? '' : decodeCursor(cursor, z.string()),
      });
      const { data, next_cursor } = page(rows, limit, ({ id }) => id);
      return { status: 200, body: { data: data.map((row) => shown(rooms, row)), next_cursor } };
    },
  });
}

function oneRoute(rooms: TemplateRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/templates/{id}',
    scope: 'read',
    tags,
    summary: 'One message template',
    params,
    answers: { 200: { description: 'The template.', schema: templateSchema } },
    async handle({ params: { id }, caller }) {
      return { status: 200, body: shown(rooms, await rowOf(rooms, caller, id)) };
    },
  });
}

function createRoute(rooms: TemplateRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/templates',
    scope: 'admin',
    tags,
    summary: 'Hand a new template in to the platform',
    description: 'The platform reviews it; what comes of that is told by `template.changed`.',
    body: draftSchema,
    example: {
      account_id: '01a20a79-e2e7-7d3c-8a41-5b7c9f0e1d22',
      name: 'order_ready',
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Order {{1}} is ready.', example: { body_text: [['4711']] } }],
    },
    answers: { 201: { description: 'It is being reviewed.', schema: templateSchema } },
    async handle({ body: { account_id, ...draft }, caller }) {
      const account = await accountOf(rooms, caller, account_id);
      return { status: 201, body: shown(rooms, await rooms.templates.create(account, draft)) };
    },
  });
}

function deleteRoute(rooms: TemplateRoutes): Route {
  return route({
    method: 'DELETE',
    path: '/api/v1/templates/{id}',
    scope: 'admin',
    tags,
    summary: 'Delete a template at its platform',
    description: 'In its one language. Accounts that share it lose it together.',
    params,
    answers: { 204: { description: 'It is deleted.' } },
    async handle({ params: { id }, caller }) {
      const row = await rowOf(rooms, caller, id);
      await rooms.templates.remove(rooms.templates.accountOf(row), row);
      return { status: 204 };
    },
  });
}

function syncRoute(rooms: TemplateRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/templates/sync',
    scope: 'send',
    tags,
    summary: 'Read all templates of an account from its platform now',
    description: 'It happens by itself when an account is connected, and every few hours.',
    body: z.object({ account_id: z.string() }),
    example: { account_id: '01a20a79-e2e7-7d3c-8a41-5b7c9f0e1d22' },
    answers: { 200: { description: 'What came of it.', schema: syncedSchema } },
    async handle({ body, caller }) {
      const account = await accountOf(rooms, caller, body.account_id);
      return { status: 200, body: await rooms.templates.sync(account) };
    },
  });
}

function previewRoute(rooms: TemplateRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/templates/preview',
    scope: 'read',
    tags,
    summary: 'Show a template with its values',
    description: 'Checked as it is before it is sent: 422 says what is wrong.',
    body: previewSchema,
    example: {
      account_id: '01a20a79-e2e7-7d3c-8a41-5b7c9f0e1d22',
      template: { name: 'order_ready', language: 'en_US', parameters: ['4711'] },
    },
    answers: { 200: { description: 'What the person would read.', schema: renderedSchema } },
    async handle({ body, caller }) {
      const account = await accountOf(rooms, caller, body.account_id);
      const content = { type: 'template' as const, ...body.template };
      return { status: 200, body: await rooms.templates.preview(account, content) };
    },
  });
}

async function accountOf({ directory }: TemplateRoutes, caller: Caller, id: string): Promise<Account> {
  const account = await directory.find(id);
  if (!account || account.workspaceId !== caller.workspaceId) throw notFound('account', id);
  return account;
}

async function rowOf({ database }: TemplateRoutes, caller: Caller, id: string): Promise<TemplateRow> {
  const row = await findTemplate(database.read, caller.workspaceId, id);
  if (!row) throw notFound('template', id);
  return row;
}

function shown({ templates }: TemplateRoutes, row: TemplateRow) {
  return toPublicTemplate(
    row,
    templates.careOf(row),
    templates.accountsOf(row).map(({ id }) => id),
  );
}
