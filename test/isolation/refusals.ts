import { createHmac } from 'node:crypto';
import { findOrder, type Things } from './tenants.ts';

/** One way to try a route from another workspace, and what it must answer. */
export interface Attempt {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
}

/** How a route is tried by people who know the ids of `theirs` and hold `own`; or why there is nothing to refuse. */
export type Case = ((theirs: Things, own: Things) => Attempt[]) | { open: string };

/** They are told that there is no such thing; with ids of their own the same call succeeds. */
function hidden(path: string, body?: unknown): Attempt {
  return { path: `/api/v1${path}`, status: 404, ...(body !== undefined && { body }) };
}

/** It is answered; what it says and does must have nothing to do with the other workspace. */
function answered(path: string, status = 200, body?: unknown): Attempt {
  return { ...hidden(path, body), status };
}

/** Who may do it at all is somebody else. */
function forbidden(path: string, body?: unknown): Attempt {
  return { ...hidden(path, body), status: 403 };
}

const nobodys: Case = { open: 'It tells nothing of any workspace.' };
const list =
  (path: string): Case =>
  () => [answered(path)];
const text = { type: 'text', text: 'From outside' };

/** What the platform would send to this number, signed with a secret. */
function delivery(path: string, { phoneNumberId }: Things, { appSecret }: Things): Attempt {
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId } };
  const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  return { ...hidden(path, body), status: 401, headers: { 'x-hub-signature-256': `sha256=${signature}` } };
}

function handshake(path: string, { verifyToken }: Things, status: number): Attempt {
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': verifyToken };
  return { ...hidden(`${path}?${new URLSearchParams(query)}`), status };
}

/**
 * Every route of the hub; one that is missing here fails the test. Filters by id in a query are tried on all
 * lists without being named here.
 */
const cases: Readonly<Record<string, Case>> = {
  'GET /': nobodys,
  'GET /assets/{name}': nobodys,
  'POST /session': { open: 'It tells who holds a key to whoever shows it.' },
  'GET /session': { open: 'It tells callers of themselves.' },
  'DELETE /session': { open: 'It ends the session whose secret it is shown.' },
  'GET /healthz': nobodys,
  'GET /readyz': nobodys,
  'GET /metrics': { open: 'Sums over the whole installation, by platform; no workspace is named.' },
  'GET /openapi.json': nobodys,
  'GET /asyncapi.json': nobodys,
  'GET /llms.txt': nobodys,
  'GET /docs': nobodys,
  'GET /docs/problems': nobodys,
  'GET /docs/errors': nobodys,
  'GET /docs/assets/{name}': nobodys,
  'GET /platforms': list('/platforms'),
  'GET /platforms/{platform}/errors': list('/platforms/whatsapp/errors'),

  'GET /accounts': list('/accounts'),
  'POST /accounts': ({ phoneNumberId }, { appSecret }) => {
    const credentials = { phone_number_id: phoneNumberId, app_secret: appSecret, access_token: 'stolen' };
    return [answered('/accounts', 409, { platform: 'whatsapp', name: 'Theirs', credentials })];
  },
  'GET /accounts/{id}': ({ account }) => [hidden(`/accounts/${account}`)],
  'PATCH /accounts/{id}': ({ account }) => [hidden(`/accounts/${account}`, { name: 'Taken' })],
  'DELETE /accounts/{id}': ({ account }) => [hidden(`/accounts/${account}`)],
  'GET /accounts/{id}/info': ({ account }) => [hidden(`/accounts/${account}/info`)],
  'POST /accounts/{id}/test': ({ account }) => [hidden(`/accounts/${account}/test`)],
  'POST /accounts/{id}/webhook': ({ account }) => [hidden(`/accounts/${account}/webhook`, {})],
  'GET /accounts/{id}/health': ({ account }) => [hidden(`/accounts/${account}/health`)],

  'POST /workspaces': () => [forbidden('/workspaces', { name: 'east' })],
  'GET /workspaces': list('/workspaces'),
  'GET /workspaces/{id}': ({ workspace }) => [hidden(`/workspaces/${workspace}`)],
  'PATCH /workspaces/{id}': ({ workspace }) => [forbidden(`/workspaces/${workspace}`, { name: 'Taken' })],
  'DELETE /workspaces/{id}': ({ workspace }) => [forbidden(`/workspaces/${workspace}`)],

  'GET /members': list('/members'),
  'POST /members': () => [answered('/members', 201, { name: 'Somebody', teams: ['theirs'] })],
  'GET /members/{id}': ({ member }) => [hidden(`/members/${member}`)],
  'PATCH /members/{id}': ({ member }) => [hidden(`/members/${member}`, { name: 'Taken' })],
  'DELETE /members/{id}': ({ member }) => [hidden(`/members/${member}`)],

  'GET /apps': list('/apps'),
  // Two workspaces may hold the secret of one app; neither learns of the other by it.
  'POST /apps': ({ appSecret }) => [answered('/apps', 201, { platform: 'whatsapp', secrets: appSecret })],
  'GET /apps/{id}': ({ app }) => [hidden(`/apps/${app}`)],
  'PATCH /apps/{id}': ({ app }) => [hidden(`/apps/${app}`, { add_secret: 'theirs' })],
  'DELETE /apps/{id}': ({ app }) => [hidden(`/apps/${app}`)],

  'POST /keys': ({ member }) => [hidden('/keys', { name: 'x', scopes: ['read'], member_id: member })],
  'GET /keys': list('/keys'),
  'GET /keys/{id}': ({ key }) => [hidden(`/keys/${key}`)],
  'DELETE /keys/{id}': ({ key }) => [hidden(`/keys/${key}`)],

  'GET /webhooks/{platform}': (_, own) => [handshake('/webhooks/whatsapp', own, 200)],
  'GET /webhooks/{platform}/verify': (_, own) => [handshake('/webhooks/whatsapp/verify', own, 200)],
  'GET /webhooks/{platform}/{account_id}': ({ number }, own) => [
    handshake(`/webhooks/whatsapp/${number}`, own, 403),
  ],
  'POST /webhooks/{platform}': (theirs, own) => [delivery('/webhooks/whatsapp', theirs, own)],
  'POST /webhooks/{platform}/{account_id}': (theirs, own) => [
    delivery(`/webhooks/whatsapp/${theirs.number}`, theirs, own),
  ],
  'GET /webhooks/status/{account_id}': ({ account }) => [hidden(`/webhooks/status/${account}`)],
  'POST /webhooks/test/{account_id}': ({ account }) => [hidden(`/webhooks/test/${account}`)],
  'GET /webhooks/log': list('/webhooks/log'),
  'GET /webhooks/unmatched': list('/webhooks/unmatched'),
  'GET /webhooks/log/{id}': ({ webhook }) => [hidden(`/webhooks/log/${webhook}`)],
  'POST /webhooks/log/{id}/replay': ({ webhook }) => [hidden(`/webhooks/log/${webhook}/replay`)],

  'POST /messages': (theirs, own) => [
    hidden('/messages', { conversation_id: theirs.conversation, content: text }),
    hidden('/messages', { account_id: theirs.account, to: `U${'a'.repeat(32)}`, content: text }),
    hidden('/messages', {
      ...{ account_id: own.account, conversation_id: theirs.conversation },
      content: text,
    }),
  ],
  'POST /media': () => [answered('/media', 201, 'From outside')],
  'GET /media/{id}': ({ medium }) => [
    hidden(`/media/${medium}`),
    forbidden(`/media/${medium}?expires=9999999999&signature=${'0'.repeat(64)}`),
  ],
  'GET /media/{id}/info': ({ medium }) => [hidden(`/media/${medium}/info`)],
  'POST /media/{id}/link': ({ medium }) => [hidden(`/media/${medium}/link`, {})],
  'GET /messages': list('/messages'),
  'GET /messages/{id}': ({ message }) => [hidden(`/messages/${message}`)],

  'GET /agent/settings/{account_id}': ({ account }) => [hidden(`/agent/settings/${account}`)],
  'PUT /agent/settings/{account_id}': (theirs, own) => [
    hidden(`/agent/settings/${theirs.account}`, { tools: [findOrder] }),
    ...[{ assignee_id: theirs.member }, { consumer_id: theirs.consumer }].map((actions) => ({
      ...hidden(`/agent/settings/${own.account}`, {
        tools: [findOrder],
        rules: [{ name: 'theirs', when: { spam: true }, actions }],
      }),
      status: 422,
    })),
  ],
  'GET /agent/tools': ({ account }, own) => [
    hidden(`/agent/tools?account_id=${account}`),
    answered(`/agent/tools?account_id=${own.account}`),
  ],
  'POST /agent/tools/test': (theirs, own) => [
    hidden('/agent/tools/test', { account_id: theirs.account, tool: 'find_order' }),
    hidden('/agent/tools/test', {
      ...{ account_id: own.account, tool: 'find_order', conversation_id: theirs.conversation },
    }),
  ],
  'GET /agent/tool-calls': list('/agent/tool-calls'),
  'GET /agent/runs': list('/agent/runs'),
  'GET /agent/runs/{id}': ({ run }) => [hidden(`/agent/runs/${run}`)],
  'PUT /agent/runs/{id}/rating': ({ run }) => [hidden(`/agent/runs/${run}/rating`, { rating: 1 })],
  'GET /suggestions': list('/suggestions'),
  'POST /suggestions/{id}/accept': ({ draft }) => [hidden(`/suggestions/${draft}/accept`)],
  'POST /suggestions/{id}/edit': ({ editable }) => [
    hidden(`/suggestions/${editable}/edit`, { contents: [text] }),
  ],
  'POST /suggestions/{id}/reject': ({ rejectable }) => [hidden(`/suggestions/${rejectable}/reject`)],

  'GET /agent/approvals': list('/agent/approvals'),
  'POST /agent/approvals/{id}/approve': ({ approval }) => [
    hidden(`/agent/approvals/${approval}/approve`, {}),
  ],
  'POST /agent/approvals/{id}/refuse': ({ refusable }) => [
    hidden(`/agent/approvals/${refusable}/refuse`, {}),
  ],
  'GET /agent/budgets/{account_id}': ({ account }) => [hidden(`/agent/budgets/${account}`)],
  'POST /agent/runs/{id}/replay': ({ run }) => [hidden(`/agent/runs/${run}/replay`, {})],
  'POST /agent/playground': ({ account }) => [
    hidden('/agent/playground', { account_id: account, messages: [{ text: 'From outside' }] }),
  ],
  'GET /agent/evaluations': list('/agent/evaluations'),
  // A name is nobody's: each workspace has its own set of it.
  'PUT /agent/evaluations/{name}': () => [
    answered('/agent/evaluations/shared', 200, { questions: [{ messages: 'From outside' }] }),
  ],
  'GET /agent/evaluations/{name}': ({ evaluation }) => [hidden(`/agent/evaluations/${evaluation}`)],
  'DELETE /agent/evaluations/{name}': ({ evaluation }) => [hidden(`/agent/evaluations/${evaluation}`)],
  'POST /agent/evaluations/{name}/run': (theirs, own) => [
    hidden(`/agent/evaluations/${theirs.evaluation}/run`, { account_id: own.account }),
    hidden(`/agent/evaluations/${own.evaluation}/run`, { account_id: theirs.account }),
  ],
  'GET /agent/evaluations/{name}/runs': ({ evaluation }) => [hidden(`/agent/evaluations/${evaluation}/runs`)],
  'GET /agent/evaluations/{name}/runs/{id}': (theirs, own) => [
    hidden(`/agent/evaluations/${own.evaluation}/runs/${theirs.evaluationRun}`),
  ],
  'GET /templates': list('/templates'),
  'POST /templates': ({ number }) => [
    hidden('/templates', {
      ...{ account_id: number, name: 'from_outside', language: 'en_US', category: 'UTILITY' },
      components: [{ type: 'BODY', text: 'From outside' }],
    }),
  ],
  'GET /templates/{id}': ({ template }) => [hidden(`/templates/${template}`)],
  'DELETE /templates/{id}': ({ template }) => [hidden(`/templates/${template}`)],
  'POST /templates/sync': ({ number }) => [hidden('/templates/sync', { account_id: number })],
  'POST /templates/preview': ({ number }) => [
    hidden('/templates/preview', {
      account_id: number,
      template: { name: 'hello_world', language: 'en_US' },
    }),
  ],

  'GET /agent/knowledge': list('/agent/knowledge'),
  'POST /agent/knowledge': () => [answered('/agent/knowledge', 201, { title: 'Ours', text: 'Of our own.' })],
  'GET /agent/knowledge/search': list('/agent/knowledge/search?q=hello'),
  'POST /agent/knowledge/files': () => [
    answered('/agent/knowledge/files?file_name=own.txt', 201, 'Of our own.'),
  ],
  'GET /agent/knowledge/{id}': ({ document }) => [hidden(`/agent/knowledge/${document}`)],
  'GET /agent/knowledge/{id}/passages': ({ document }) => [hidden(`/agent/knowledge/${document}/passages`)],
  'PATCH /agent/knowledge/{id}': ({ document }) => [
    hidden(`/agent/knowledge/${document}`, { title: 'Taken' }),
  ],
  'PUT /agent/knowledge/{id}/file': ({ document }) => [
    hidden(`/agent/knowledge/${document}/file?file_name=own.txt`, 'Taken.'),
  ],
  'DELETE /agent/knowledge/{id}': ({ document }) => [hidden(`/agent/knowledge/${document}`)],
  'GET /search': list('/search?q=hello'),
  'GET /contacts': list('/contacts'),
  'GET /contacts/{id}': ({ contact }) => [hidden(`/contacts/${contact}`)],
  'DELETE /contacts/{id}': ({ contact }) => [hidden(`/contacts/${contact}`)],
  'GET /contacts/{id}/erasure': ({ erased }) => [hidden(`/contacts/${erased}/erasure`)],

  'GET /conversations': list('/conversations'),
  'GET /conversations/{id}': ({ conversation }) => [hidden(`/conversations/${conversation}`)],
  'PATCH /conversations/{id}': (theirs, own) => [
    hidden(`/conversations/${theirs.conversation}`, { owner: 'bot' }),
    { ...hidden(`/conversations/${own.conversation}`, { assignee_id: theirs.member }), status: 422 },
    { ...hidden(`/conversations/${own.conversation}`, { read_until: theirs.message }), status: 422 },
  ],
  'GET /conversations/{id}/messages': ({ conversation }) => [
    hidden(`/conversations/${conversation}/messages`),
  ],
  'GET /conversations/{id}/can-send': ({ conversation }) => [
    hidden(`/conversations/${conversation}/can-send`),
  ],
  'POST /messages/{id}/cancel': ({ scheduled }) => [hidden(`/messages/${scheduled}/cancel`, {})],
  'POST /conversations/{id}/actions': ({ conversation }) => [
    hidden(`/conversations/${conversation}/actions`, { action: 'typing' }),
  ],
  'POST /conversations/{id}/presence': ({ conversation }) => [
    // Only people are present, and this is the key of a service.
    forbidden(`/conversations/${conversation}/presence`, { state: 'viewing' }),
  ],
  'GET /conversations/{id}/notes': ({ conversation }) => [hidden(`/conversations/${conversation}/notes`)],
  'POST /conversations/{id}/notes': ({ conversation }) => [
    hidden(`/conversations/${conversation}/notes`, { text: 'From outside' }),
  ],
  'DELETE /conversations/{id}/notes/{note_id}': (theirs, own) => [
    hidden(`/conversations/${theirs.conversation}/notes/${theirs.note}`),
    hidden(`/conversations/${own.conversation}/notes/${theirs.note}`),
  ],

  'GET /stats': ({ account }) => [answered('/stats'), hidden(`/stats?account_id=${account}`)],

  'GET /dead': list('/dead'),
  'GET /dead/{id}': ({ dead }) => [hidden(`/dead/${dead}`)],
  'POST /dead/{id}/redrive': ({ dead }) => [hidden(`/dead/${dead}/redrive`)],
  'POST /dead/redrive': ({ account }) => [answered('/dead/redrive', 202, { account_id: account })],
  'DELETE /dead/{id}': ({ deadToo }) => [hidden(`/dead/${deadToo}`)],

  'GET /events': () => [
    answered('/events?after=0&limit=200'),
    answered('/events?after=0&limit=200&raw=true'),
  ],
  'GET /events/stream': list('/events/stream?after=0'),
  'GET /events/{cursor}': ({ cursor }) => [hidden(`/events/${cursor}`)],

  'POST /consumers': () => [
    answered('/consumers', 201, {
      name: 'Somebody',
      url: 'https://consumer.invalid/',
      filter: { types: ['nothing.happened'] },
    }),
  ],
  'GET /consumers': list('/consumers'),
  'GET /consumers/{id}': ({ consumer }) => [hidden(`/consumers/${consumer}`)],
  'PATCH /consumers/{id}': ({ consumer }) => [hidden(`/consumers/${consumer}`, { name: 'Taken' })],
  'DELETE /consumers/{id}': ({ consumer }) => [hidden(`/consumers/${consumer}`)],
  'POST /consumers/{id}/rotate': ({ consumer }) => [hidden(`/consumers/${consumer}/rotate`, {})],
  'POST /consumers/{id}/test': ({ consumer }) => [hidden(`/consumers/${consumer}/test`)],
  'GET /consumers/{id}/deliveries': ({ consumer }) => [hidden(`/consumers/${consumer}/deliveries`)],
  'POST /consumers/{id}/redeliver': (theirs, own) => [
    hidden(`/consumers/${theirs.consumer}/redeliver`, { cursor: own.cursor }),
    hidden(`/consumers/${own.consumer}/redeliver`, { cursor: theirs.cursor }),
  ],
  'POST /consumers/{id}/replay': ({ consumer }) => [
    hidden(`/consumers/${consumer}/replay`, { from: '2026-01-01T00:00:00Z' }),
  ],
};

/** The cases by method and whole path. */
export const casesByRoute: ReadonlyMap<string, Case> = new Map(
  Object.entries(cases).map(([route, given]) => {
    const [method, path = ''] = route.split(' ');
    const isPage = path === '/' || /^\/(healthz|readyz|metrics|openapi|asyncapi|llms|docs|assets)/.test(path);
    return [`${method} ${isPage ? '' : '/api/v1'}${path}`, given];
  }),
);
