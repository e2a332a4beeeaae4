import type { Command } from 'commander';
import { z } from 'zod';
import { changeConsumer, registerConsumerDeliveries } from './consumer-deliveries.ts';
import { moment, record } from './layout.ts';
import { consumerIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging, words } from './options.ts';
import type { Session } from './session.ts';

const consumerShape = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  filter: z.object({
    types: z.array(z.string()),
    account_ids: z.array(z.string()),
    platforms: z.array(z.string()),
    owners: z.array(z.string()),
    intents: z.array(z.string()),
  }),
  headers: z.array(z.string()),
  secrets: z.array(z.object({ id: z.string(), scheme: z.string(), expires_at: z.string().nullable() })),
  failing_since: z.string().nullable(),
  queued: z.int().optional(),
  created_at: z.string(),
});
const withSecretShape = consumerShape.extend({ secret: z.string() });

type ConsumerView = z.infer<typeof consumerShape>;

interface AddOptions {
  name: string;
  types?: string[];
  platforms?: string[];
  owners?: string[];
  intents?: string[];
  thin?: boolean;
  cloudevents?: boolean;
  unordered?: boolean;
  asymmetric?: boolean;
}

const consumerArgument = ['<consumer>', 'its id or name'] as const;

/** `parley consumers`: endpoints of the business that are given events. */
export function registerConsumers(program: Command, session: Session): void {
  const consumers = program.command('consumers').description('endpoints of yours that are given events');
  registerReading(consumers, session);
  registerAdding(consumers, session);
  registerChanging(consumers, session);
  registerConsumerDeliveries(consumers, session);
}

function registerReading(consumers: Command, session: Session): void {
  withExample(
    withPaging(consumers.command('list').description('list the consumers')).action((options: PagingOptions) =>
      list(session, options),
    ),
    'consumers list',
  );
  withExample(
    consumers
      .command('show')
      .description('show a consumer, how it is doing and how much waits for it')
      .argument(...consumerArgument)
      .action((consumer: string) => show(session, consumer)),
    'consumers show Shop',
  );
}

function registerAdding(consumers: Command, session: Session): void {
  withExample(
    consumers
      .command('add')
      .description('hand events to a URL from now on; the secret is shown only this once')
      .argument('<url>', 'where they are posted')
      .requiredOption('--name <name>', 'what it is called')
      .option(
        '--types <types>',
        'only these types, separated by commas; message.* means all of messages',
        words,
      )
      .option('--platforms <platforms>', 'only of these platforms', words)
      .option('--owners <owners>', 'only of conversations that belong to these: bot, human, none', words)
      .option('--intents <intents>', 'of `message.analysed` only messages that want one of these', words)
      .option('--thin', 'ids and a link instead of the data')
      .option('--cloudevents', 'as CloudEvents')
      .option('--unordered', 'all side by side, not one conversation in order')
      .option('--asymmetric', 'signed by a key that only the hub has')
      .action((url: string, options: AddOptions) => add(session, url, options)),
    'consumers add https://shop.example/hook --name Shop --types message.received',
  );
}

function registerChanging(consumers: Command, session: Session): void {
  const states = [
    ['pause', 'paused', 'hand it nothing for a while; its events wait in order'],
    ['enable', 'enabled', 'go on with one that was paused or disabled, where it was'],
  ] as const;
  for (const [name, state, description] of states) {
    withExample(
      consumers
        .command(name)
        .description(description)
        .argument(...consumerArgument)
        .action(async (consumer: string) =>
          session.show(
            await changeConsumer(session, consumer, 'PATCH', '', consumerShape, { state }),
            (changed) => `${changed.name} is ${changed.state}.`,
          ),
        ),
      `consumers ${name} Shop`,
    );
  }
  withExample(
    consumers
      .command('rotate')
      .description('give it a new secret, shown only this once; the old one signs beside it for a day')
      .argument(...consumerArgument)
      .option('--asymmetric', 'a key that only the hub has')
      .action(async (consumer: string, { asymmetric }: { asymmetric?: boolean }) => {
        const body = asymmetric ? { scheme: 'v1a' } : {};
        session.show(
          await changeConsumer(session, consumer, 'POST', '/rotate', withSecretShape, body),
          secretLine,
        );
      }),
    'consumers rotate Shop',
  );
  withExample(
    consumers
      .command('remove')
      .description('hand it nothing any more, and forget what waits')
      .argument(...consumerArgument)
      .option('--yes', 'without asking')
      .action((consumer: string, options: { yes?: boolean }) => remove(session, consumer, options)),
    'consumers remove Shop',
  );
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/consumers', {}, consumerShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'FAILING SINCE', value: ({ failing_since }) => moment(failing_since) },
      { title: 'TYPES', value: ({ filter }) => filter.types.join(', ') || 'all' },
      { title: 'URL', value: ({ url }) => url, flexible: true },
    ],
    'There are no consumers; `consumers add` makes one.',
  );
}

async function show(session: Session, named: string): Promise<void> {
  session.show(await changeConsumer(session, named, 'GET', '', consumerShape), describe);
}

function describe(consumer: ConsumerView): string {
  const { filter } = consumer;
  return record([
    ['Id', consumer.id],
    ['Name', consumer.name],
    ['URL', consumer.url],
    ['State', consumer.reason === null ? consumer.state : `${consumer.state}: ${consumer.reason}`],
    ['Failing since', moment(consumer.failing_since)],
    ['Waiting', consumer.queued],
    ['Types', filter.types.join(', ') || 'all'],
    ['Accounts', filter.account_ids.join('\n')],
    ['Platforms', filter.platforms.join(', ')],
    ['Owners', filter.owners.join(', ')],
    ['Intents', filter.intents.join(', ')],
    ['Headers', consumer.headers.join(', ')],
    ['Secrets', consumer.secrets.map(({ id, scheme }) => `${id} (${scheme})`).join('\n')],
    ['Since', moment(consumer.created_at)],
  ]);
}

async function add(session: Session, url: string, options: AddOptions): Promise<void> {
  const { name, types = [], platforms = [], owners = [], intents = [] } = options;
  const settings = {
    ...(options.thin && { payload: 'thin' }),
    ...(options.cloudevents && { format: 'cloudevent' }),
    ...(options.unordered && { ordered: false }),
  };
  const scheme = options.asymmetric ? 'v1a' : 'v1';
  const body = { name, url, filter: { types, platforms, owners, intents }, settings, scheme };
  const answer = await session.api.call('POST', '/api/v1/consumers', withSecretShape, { body });
  session.show(
    answer,
    (consumer) => `${consumer.name} (${consumer.id}) is given events.\n${secretLine(consumer)}`,
  );
}

function secretLine({ secret }: { secret: string }): string {
  return `Verify with: ${secret}`;
}

async function remove(session: Session, named: string, { yes = false }: { yes?: boolean }): Promise<void> {
  const id = await consumerIdOf(session.api, named);
  await session.confirm(`Remove the consumer ${named} and what waits for it?`, yes);
  const answer = await session.api.call('DELETE', `/api/v1/consumers/${encodeURIComponent(id)}`, z.null());
  session.show(answer, () => 'Removed.');
}
