import { CommandError, type Connection, callHub } from './connection.ts';

interface AccountView {
  id: string;
  platform: string;
  name: string;
  external_id: string | null;
  webhook: { url: string; verify_token: string | null };
}

/** `parley account list`. */
export async function listAccounts(connection: Connection): Promise<string> {
  // The hub's own API answers this shape.
  const { data } = (await callHub(connection, 'GET', '/api/v1/accounts?limit=200')) as {
    data: AccountView[];
  };
  if (data.length === 0) return 'No account is connected yet; connect one with `account add`.';
  return data
    .map(({ id, platform, name, external_id }) => `${id}  ${platform}  ${external_id ?? '-'}  ${name}`)
    .join('\n');
}

/** `parley account add <platform> --name … key=value …`. */
export async function addAccount(
  connection: Connection,
  platform: string,
  options: { name: string; pairs: readonly string[] },
): Promise<string> {
  const credentials = Object.fromEntries(options.pairs.map(parsePair));
  const body = { platform, name: options.name, credentials };
  const account = (await callHub(connection, 'POST', '/api/v1/accounts', body)) as AccountView;
  return [
    `Connected ${account.name} as ${account.id}.`,
    `Callback URL:  ${account.webhook.url}`,
    ...(account.webhook.verify_token ? [`Verify token:  ${account.webhook.verify_token}`] : []),
    'Enter this in the platform’s console.',
  ].join('\n');
}

function parsePair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new CommandError(`"${pair}" is not of the form name=value, for example access_token=EAAG….`);
}
