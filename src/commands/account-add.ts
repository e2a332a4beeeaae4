import type { Command } from 'commander';
import { connectAsked } from './account-dialogue.ts';
import { HubRefusal } from './api.ts';
import { type Connected, connect, connectedText, setUp, showConnected } from './connect-account.ts';
import { CommandError } from './connection.ts';
import { type GivenCredentials, givenCredentials } from './credentials-input.ts';
import { withExample } from './options.ts';
import { fieldLines, guideOf, missingFields, namesOf, readGuides, wayOf } from './platform-guide.ts';
import type { Session } from './session.ts';

interface AddOptions {
  name?: string;
  way?: string;
  credentialsFile?: string;
  validate?: boolean;
  setupWebhook?: boolean;
  ask?: boolean;
}

/** `parley account add`: step by step, or with everything said at once. */
export function registerAccountAdd(account: Command, session: Session): void {
  withExample(
    account
      .command('add')
      .description('connect an account: asks step by step, unless the credentials are given')
      .argument('[platform]', 'the platform, by its name in the API')
      .argument('[credentials...]', 'name=value pairs, by the names of the platform’s console')
      .option('--name <name>', 'what people call the account')
      .option('--way <way>', 'which of the platform’s ways to connect is asked for')
      .option(
        '--credentials-file <path>',
        'take the pairs, or a JSON object, from a file; - is standard input',
      )
      .option('--validate', 'ask the platform first whether it takes the credentials')
      .option('--setup-webhook', 'then subscribe the webhook at the platform')
      .option('--ask', 'ask, and read answers line by line, also where standard input is no terminal')
      .action((platform: string | undefined, pairs: string[], options: AddOptions) =>
        add(session, platform, pairs, options),
      ),
    'account add',
    'account add <platform> --name Shop access_token=EAAG… app_secret=…',
    'account add <platform> --name Shop --credentials-file shop.json --validate --setup-webhook',
  );
}

async function add(
  session: Session,
  platform: string | undefined,
  pairs: readonly string[],
  options: AddOptions,
): Promise<void> {
  const { credentialsFile, name, way } = options;
  const credentials = await givenCredentials(credentialsFile, pairs);
  if (Object.keys(credentials).length > 0) {
    await connectGiven(session, platform, credentials, options);
  } else if (session.interactive || options.ask) {
    await connectAsked(session, { ...options, platform });
  } else {
    throw new CommandError(await missing(session, { platform, way, name }));
  }
}

async function connectGiven(
  session: Session,
  platform: string | undefined,
  credentials: GivenCredentials,
  { name, validate = false, setupWebhook = false }: AddOptions,
): Promise<void> {
  if (!platform || platform.includes('=')) {
    throw new CommandError('Say the platform first: account add <platform> --name <name> name=value ….');
  }
  if (!name) throw new CommandError('Say what people call the account: --name "Shop".');
  const account = await connect(session.api, { platform, name, credentials }, validate).catch(
    async (error: unknown) => {
      throw await withPlaces(session, error, platform, credentials);
    },
  );
  const connected: Connected = { account };
  if (!session.json) session.print(connectedText(account.value, setupWebhook));
  try {
    if (setupWebhook) await setUp(session, connected);
  } finally {
    // The account is there, whatever became of its webhook.
    showConnected(session, connected);
  }
}

/** A refusal for values that were left out says also where they are found. */
async function withPlaces(
  { api }: Session,
  error: unknown,
  platform: string,
  credentials: GivenCredentials,
): Promise<unknown> {
  if (!(error instanceof HubRefusal && error.code === 'invalid_credentials')) return error;
  const fields = missingFields(guideOf(await readGuides(api), platform), credentials);
  return fields.length === 0 ? error : new CommandError(`${error.message}\n${fieldLines(fields)}`);
}

/** What has to be said where nobody can be asked. */
async function missing(
  { api }: Session,
  given: { platform: string | undefined; way: string | undefined; name: string | undefined },
): Promise<string> {
  const guides = await readGuides(api);
  const guide = given.platform === undefined ? null : guideOf(guides, given.platform);
  const what = [
    ...(guide ? [] : [`the platform (${namesOf(guides)})`]),
    ...(given.name === undefined ? ['--name'] : []),
    'the credentials, as name=value pairs or with --credentials-file',
  ];
  const ways = guide && given.way !== undefined ? [wayOf(guide, given.way)] : (guide?.ways ?? []);
  const lines = ways.flatMap(({ title, fields }) => [`${title}:`, fieldLines(fields)]);
  const sentence = `Standard input is no terminal, so nobody can be asked. Missing: ${what.join(', ')}.`;
  return [sentence, ...lines].join('\n');
}
