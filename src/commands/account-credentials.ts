import type { Command } from 'commander';
import { askCredentials, askWay } from './account-questions.ts';
import { accountShape } from './account-view.ts';
import { CommandError } from './connection.ts';
import { type GivenCredentials, givenCredentials } from './credentials-input.ts';
import { accountIdOf } from './lookup.ts';
import { withExample } from './options.ts';
import { guideOf, readGuides } from './platform-guide.ts';
import type { Session } from './session.ts';

interface CredentialOptions {
  credentialsFile?: string;
  validate?: boolean;
  ask?: boolean;
}

/** `parley account credentials`: a new token, or another secret, for an account that is connected. */
export function registerAccountCredentials(account: Command, session: Session): void {
  withExample(
    account
      .command('credentials')
      .description('give an account new credentials: asks for each, unless they are given')
      .argument('<account>', 'its id or name')
      .argument('[credentials...]', 'name=value pairs; what is not named stays as it is')
      .option(
        '--credentials-file <path>',
        'take the pairs, or a JSON object, from a file; - is standard input',
      )
      .option('--validate', 'ask the platform first whether it takes them')
      .option('--ask', 'ask, and read answers line by line, also where standard input is no terminal')
      .action((named: string, pairs: string[], options: CredentialOptions) =>
        change(session, named, pairs, options),
      ),
    'account credentials Shop',
    'account credentials Shop --credentials-file token.txt --validate',
  );
}

async function change(
  session: Session,
  named: string,
  pairs: readonly string[],
  { credentialsFile, validate = false, ask = false }: CredentialOptions,
): Promise<void> {
  const { api } = session;
  const path = `/api/v1/accounts/${await accountIdOf(api, named)}`;
  const given = await givenCredentials(credentialsFile, pairs);
  const nothing = Object.keys(given).length === 0;
  if (nothing && !session.interactive && !ask) {
    throw new CommandError('Give the credentials as name=value pairs, or with --credentials-file.');
  }
  const credentials = nothing ? await askForSome(session, path) : given;
  const query = validate || nothing ? { validate: 'true' } : {};
  const answer = await api.call('PATCH', path, accountShape, { query, body: { credentials } });
  session.show(
    answer,
    ({ name }) => `${name} has its new credentials; what waited for them is tried at once.`,
  );
}

/** Asks for every value; the ones that are left out stay as they are. */
async function askForSome({ api, prompts }: Session, path: string): Promise<GivenCredentials> {
  const { platform } = (await api.call('GET', path, accountShape)).value;
  const way = await askWay(prompts, guideOf(await readGuides(api), platform));
  const fields = way.fields.map((field) => ({ ...field, optional: true }));
  const credentials = await askCredentials(prompts, { ...way, fields });
  if (Object.keys(credentials).length > 0) return credentials;
  throw new CommandError('Nothing was changed.');
}
