import type { Command } from 'commander';
import { z } from 'zod';
import { moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const needShape = z.object({
  component: z.string(),
  index: z.int().optional(),
  card: z.int().optional(),
  kind: z.string(),
  names: z.array(z.string()),
  required: z.boolean(),
});

const templateShape = z.object({
  id: z.string(),
  platform: z.string(),
  name: z.string(),
  language: z.string(),
  category: z.string().nullable(),
  status: z.string(),
  quality: z.string().nullable(),
  reason: z.string().nullable(),
  header: z.object({ format: z.string(), text: z.string().nullable() }).nullable(),
  body: z.string().nullable(),
  footer: z.string().nullable(),
  buttons: z.array(z.object({ type: z.string(), text: z.string() })),
  parameters: z.array(needShape),
  updated_at: z.string(),
});

const syncedShape = z.object({
  templates: z.int(),
  added: z.int(),
  changed: z.int(),
  gone: z.int(),
});

interface ListOptions extends PagingOptions {
  account?: string;
  status?: string;
  language?: string;
  category?: string;
  name?: string;
}

/** `parley templates`: texts that platforms have approved beforehand. */
export function registerTemplates(program: Command, session: Session): void {
  const templates = program.command('templates').description('texts that platforms have approved beforehand');
  withExample(
    withPaging(templates.command('list').description('list them, as they were last read'))
      .option('--account <account>', 'only those of this account, named by its id or name')
      .option('--status <status>', 'only those in this state, such as APPROVED')
      .option('--language <code>', 'only those in this language')
      .option('--category <category>', 'only MARKETING, UTILITY or AUTHENTICATION')
      .option('--name <name>', 'only those of this name')
      .action((options: ListOptions) => list(session, options)),
    'templates list --account Shop --status APPROVED',
  );
  withExample(
    templates
      .command('sync')
      .description('read all templates of an account from its platform now')
      .argument('<account>')
      .action((account: string) => sync(session, account)),
    'templates sync Shop',
  );
  withExample(
    templates
      .command('show')
      .description('show one template, and what it wants to be given')
      .argument('<id>')
      .action((id: string) => show(session, id)),
    'templates show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { account, status, language, category, name } = options;
  const account_id = account && (await accountIdOf(session.api, account));
  const query = { account_id, status, language, category, name };
  const answer = await session.api.list('/api/v1/templates', query, templateShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: (template) => template.name },
      { title: 'LANGUAGE', value: (template) => template.language },
      { title: 'CATEGORY', value: (template) => template.category },
      { title: 'STATUS', value: (template) => template.status },
      { title: 'QUALITY', value: ({ quality }) => quality },
      { title: 'TEXT', value: ({ body }) => body, flexible: true },
    ],
    'There are no such templates.',
  );
}

async function sync(session: Session, account: string): Promise<void> {
  const body = { account_id: await accountIdOf(session.api, account) };
  const answer = await session.api.call('POST', '/api/v1/templates/sync', syncedShape, { body });
  session.show(answer, ({ templates, added, changed, gone }) =>
    record([
      ['Templates', templates],
      ['Added', added],
      ['Changed', changed],
      ['Gone', gone],
    ]),
  );
}

async function show(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('GET', `/api/v1/templates/${encodeURIComponent(id)}`, templateShape);
  session.show(answer, (template) =>
    [
      record([
        ['Id', template.id],
        ['Platform', template.platform],
        ['Name', template.name],
        ['Language', template.language],
        ['Category', template.category],
        ['Status', template.status],
        ['Reason', template.reason],
        ['Quality', template.quality],
        ['Changed', moment(template.updated_at)],
        ['Header', template.header && (template.header.text ?? template.header.format)],
        ['Text', template.body],
        ['Footer', template.footer],
        ['Buttons', template.buttons.map(({ text, type }) => `${text} (${type})`).join(', ')],
      ]),
      session.table(template.parameters, [
        { title: 'GIVE FOR', value: placeOf },
        { title: 'KIND', value: ({ kind }) => kind },
        { title: 'NAMES', value: ({ names }) => names.join(', ') },
        { title: 'NEEDED', value: ({ required }) => (required ? 'yes' : 'no') },
      ]),
    ].join('\n\n'),
  );
}

function placeOf({ component, index, card }: z.infer<typeof needShape>): string {
  const place = index === undefined ? component : `${component} ${index}`;
  return card === undefined ? place : `card ${card}, ${place}`;
}
