/** The ids of what a workspace holds. */
export interface Things {
  workspace: string;
  account: string;
  contact: string;
  conversation: string;
  message: string;
  note: string;
  webhook: string;
  dead: string;
  key: string;
  member: string;
  app: string;
}

/** How a route is tried by somebody of another workspace, and what it must answer; or why nothing needs to be refused. */
export type Refusal = { path: string; status: number; body?: unknown } | { open: string };

const hidden = (path: string, body?: unknown): Refusal => ({
  path,
  status: 404,
  ...(body !== undefined && { body }),
});
/** Answers, with nothing of anybody else in it. */
const ownOnly = (path: string, status = 200, body?: unknown): Refusal => ({
  path,
  status,
  ...(body !== undefined && { body }),
});
const open = (why: string): Refusal => ({ open: why });

const v1 = '/api/v1';
const text = { type: 'text', text: 'From outside' };
const nobodys = open('It tells nothing of any workspace.');
const signed = open('Whoever calls it proves by a signature whose it is; tried in the router test.');

/** Every route of the hub. One that is missing here fails the test. */
export const refusals: Readonly<Record<string, (things: Things) => Refusal>> = {
  'GET /': () => nobodys,
  'GET /healthz': () => nobodys,
  'GET /readyz': () => nobodys,
  'GET /metrics': () => open('Sums over the whole installation, by platform; no workspace is named.'),
  'GET /openapi.json': () => nobodys,
  'GET /docs': () => nobodys,
  'GET /docs/problems': () => nobodys,
  'GET /docs/assets/{name}': () => nobodys,
  [`GET ${v1}/platforms`]: () => ownOnly(`${v1}/platforms`),

  [`GET ${v1}/accounts`]: () => ownOnly(`${v1}/accounts`),
  [`POST ${v1}/accounts`]: () =>
    ownOnly(`${v1}/accounts`, 422, { platform: 'line', name: 'x', credentials: {} }),
  [`GET ${v1}/accounts/{id}`]: ({ account }) => hidden(`${v1}/accounts/${account}`),
  [`PATCH ${v1}/accounts/{id}`]: ({ account }) => hidden(`${v1}/accounts/${account}`, { name: 'Taken' }),
  [`DELETE ${v1}/accounts/{id}`]: ({ account }) => hidden(`${v1}/accounts/${account}`),
  [`GET ${v1}/accounts/{id}/info`]: ({ account }) => hidden(`${v1}/accounts/${account}/info`),
  [`POST ${v1}/accounts/{id}/test`]: ({ account }) => hidden(`${v1}/accounts/${account}/test`),
  [`POST ${v1}/accounts/{id}/webhook`]: ({ account }) => hidden(`${v1}/accounts/${account}/webhook`, {}),
  [`GET ${v1}/accounts/{id}/health`]: ({ account }) => hidden(`${v1}/accounts/${account}/health`),

  [`POST ${v1}/workspaces`]: () => ownOnly(`${v1}/workspaces`, 403, { name: 'east' }),
  [`GET ${v1}/workspaces`]: () => ownOnly(`${v1}/workspaces`),
  [`GET ${v1}/workspaces/{id}`]: ({ workspace }) => hidden(`${v1}/workspaces/${workspace}`),
  [`PATCH ${v1}/workspaces/{id}`]: ({ workspace }) =>
    ownOnly(`${v1}/workspaces/${workspace}`, 403, { name: 'x' }),
  [`DELETE ${v1}/workspaces/{id}`]: ({ workspace }) => ownOnly(`${v1}/workspaces/${workspace}`, 403),

  [`GET ${v1}/members`]: () => ownOnly(`${v1}/members`),
  [`POST ${v1}/members`]: () => ownOnly(`${v1}/members`, 422, {}),
  [`GET ${v1}/members/{id}`]: ({ member }) => hidden(`${v1}/members/${member}`),
  [`PATCH ${v1}/members/{id}`]: ({ member }) => hidden(`${v1}/members/${member}`, { name: 'Taken' }),
  [`DELETE ${v1}/members/{id}`]: ({ member }) => hidden(`${v1}/members/${member}`),

  [`GET ${v1}/apps`]: () => ownOnly(`${v1}/apps`),
  [`GET ${v1}/apps/{id}`]: ({ app }) => hidden(`${v1}/apps/${app}`),
  [`PATCH ${v1}/apps/{id}`]: ({ app }) => hidden(`${v1}/apps/${app}`, { add_secret: 'theirs' }),
  [`DELETE ${v1}/apps/{id}`]: ({ app }) => hidden(`${v1}/apps/${app}`),

  [`POST ${v1}/keys`]: ({ member }) =>
    hidden(`${v1}/keys`, { name: 'x', scopes: ['read'], member_id: member }),
  [`GET ${v1}/keys`]: () => ownOnly(`${v1}/keys`),
  [`GET ${v1}/keys/{id}`]: ({ key }) => hidden(`${v1}/keys/${key}`),
  [`DELETE ${v1}/keys/{id}`]: ({ key }) => hidden(`${v1}/keys/${key}`),

  [`GET ${v1}/webhooks/{platform}`]: () => signed,
  [`GET ${v1}/webhooks/{platform}/verify`]: () => signed,
  [`GET ${v1}/webhooks/{platform}/{account_id}`]: () => signed,
  [`POST ${v1}/webhooks/{platform}`]: () => signed,
  [`POST ${v1}/webhooks/{platform}/{account_id}`]: () => signed,
  [`GET ${v1}/webhooks/status/{account_id}`]: ({ account }) => hidden(`${v1}/webhooks/status/${account}`),
  [`POST ${v1}/webhooks/test/{account_id}`]: ({ account }) => hidden(`${v1}/webhooks/test/${account}`),
  [`GET ${v1}/webhooks/log`]: ({ account }) => ownOnly(`${v1}/webhooks/log?account_id=${account}`),
  [`GET ${v1}/webhooks/unmatched`]: () => ownOnly(`${v1}/webhooks/unmatched`),
  [`GET ${v1}/webhooks/log/{id}`]: ({ webhook }) => hidden(`${v1}/webhooks/log/${webhook}`),
  [`POST ${v1}/webhooks/log/{id}/replay`]: ({ webhook }) => hidden(`${v1}/webhooks/log/${webhook}/replay`),

  [`POST ${v1}/messages`]: ({ conversation }) =>
    hidden(`${v1}/messages`, { conversation_id: conversation, content: text }),
  [`GET ${v1}/messages`]: ({ conversation }) => ownOnly(`${v1}/messages?conversation_id=${conversation}`),
  [`GET ${v1}/messages/{id}`]: ({ message }) => hidden(`${v1}/messages/${message}`),

  [`GET ${v1}/contacts`]: ({ account }) => ownOnly(`${v1}/contacts?account_id=${account}`),
  [`GET ${v1}/contacts/{id}`]: ({ contact }) => hidden(`${v1}/contacts/${contact}`),

  [`GET ${v1}/conversations`]: ({ account }) => ownOnly(`${v1}/conversations?account_id=${account}`),
  [`GET ${v1}/conversations/{id}`]: ({ conversation }) => hidden(`${v1}/conversations/${conversation}`),
  [`PATCH ${v1}/conversations/{id}`]: ({ conversation }) =>
    hidden(`${v1}/conversations/${conversation}`, { owner: 'bot' }),
  [`GET ${v1}/conversations/{id}/messages`]: ({ conversation }) =>
    hidden(`${v1}/conversations/${conversation}/messages`),
  [`POST ${v1}/conversations/{id}/actions`]: ({ conversation }) =>
    hidden(`${v1}/conversations/${conversation}/actions`, { action: 'typing' }),
  [`GET ${v1}/conversations/{id}/notes`]: ({ conversation }) =>
    hidden(`${v1}/conversations/${conversation}/notes`),
  [`POST ${v1}/conversations/{id}/notes`]: ({ conversation }) =>
    hidden(`${v1}/conversations/${conversation}/notes`, { text: 'From outside' }),
  [`DELETE ${v1}/conversations/{id}/notes/{note_id}`]: ({ conversation, note }) =>
    hidden(`${v1}/conversations/${conversation}/notes/${note}`),

  [`GET ${v1}/stats`]: ({ account }) => hidden(`${v1}/stats?account_id=${account}`),

  [`GET ${v1}/dead`]: ({ account }) => ownOnly(`${v1}/dead?account_id=${account}`),
  [`GET ${v1}/dead/{id}`]: ({ dead }) => hidden(`${v1}/dead/${dead}`),
  [`POST ${v1}/dead/{id}/redrive`]: ({ dead }) => hidden(`${v1}/dead/${dead}/redrive`),
  [`POST ${v1}/dead/redrive`]: ({ account }) => ownOnly(`${v1}/dead/redrive`, 202, { account_id: account }),
  [`DELETE ${v1}/dead/{id}`]: ({ dead }) => hidden(`${v1}/dead/${dead}`),

  [`GET ${v1}/events`]: () => ownOnly(`${v1}/events?after=0&limit=200&raw=true`),
  [`GET ${v1}/events/stream`]: () => ownOnly(`${v1}/events/stream?after=0`),
};
