import { type Answer, call, type Stage, startStage, textAt } from './simulator-stage.ts';

type Json = Record<string, unknown>;

/** One account of Messenger or Instagram, and the calls a business makes with its token. */
export interface Business {
  platform: 'messenger' | 'instagram';
  /** Page id, or id of the professional account. */
  id: string;
  /** Everything the simulator says of it. */
  described: Json;
  /** Calls its Graph API with its token; `path` follows the version. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** PSID or IGSID of the customer. */
  customer: string;
  /** Sends to the customer; `more` stands beside `message`. */
  send(message: Json, more?: Json): Promise<Answer>;
  /** A customer writes or does something. */
  say(message: Json, from?: Json): Promise<Answer>;
  /** Changes the account in its console. */
  change(changes: Json): Promise<Answer>;
}

/** A stage with a Page, an Instagram account linked to it, and one by Instagram Login. */
export interface MessagingStage extends Stage {
  page: Business;
  linked: Business;
  login: Business;
}

/** Whom tests write to, as each account calls them: known once they wrote. */
const customers = { page: '7000000000000001', linked: '8000000000000001', login: '8000000000000002' };

/** Starts everything; the options change how the accounts are made. */
export async function startMessagingStage(
  options: { page?: Json; linked?: Json; login?: Json } = {},
): Promise<MessagingStage> {
  const stage = await startStage();
  const callback = (path: string) => ({
    callback_url: `${stage.receiver.url}/${path}`,
    verify_token: 'secret',
  });
  const make = async (path: string, body: Json): Promise<Json> => {
    const made = await stage.control('POST', path, body);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    // The simulator describes what it made as an object.
    return made.body as Json;
  };
  const page = await make('/messenger/pages', { ...callback('page'), ...options.page });
  const linked = await make('/instagram/accounts', {
    ...callback('instagram'),
    page_id: page.page_id,
    ...options.linked,
  });
  const login = await make('/instagram/accounts', { ...callback('login'), ...options.login });
  const { graph, instagram } = stage.simulator.urls;
  const pageToken = textAt(page, 'page_access_token');
  const pageId = textAt(page, 'page_id');
  const linkedId = textAt(linked, 'instagram_business_account_id');
  const loginId = textAt(login, 'instagram_business_account_id');
  const host = { url: graph, token: pageToken, sender: pageId };
  return {
    ...stage,
    page: business(stage, 'messenger', pageId, page, { ...host, customer: customers.page }),
    linked: business(stage, 'instagram', linkedId, linked, { ...host, customer: customers.linked }),
    login: business(stage, 'instagram', loginId, login, {
      customer: customers.login,
      ...{ url: instagram, token: textAt(login, 'access_token'), sender: loginId },
    }),
  };
}

function business(
  stage: Stage,
  platform: Business['platform'],
  id: string,
  described: Json,
  host: { url: string; token: string; sender: string; customer: string },
): Business {
  const graph: Business['graph'] = (method, path, body, headers = {}) =>
    call(`${host.url}/v26.0${path}`, method, body, { authorization: `Bearer ${host.token}`, ...headers });
  return {
    ...{ platform, id, described, graph, customer: host.customer },
    send: (message, more = {}) =>
      graph('POST', `/${host.sender}/messages`, { recipient: { id: host.customer }, message, ...more }),
    say: (message, from = { id: host.customer, name: 'Ada Lovelace' }) =>
      stage.control('POST', '/say', { platform, account: id, from, message }),
    change: (changes) =>
      platform === 'messenger'
        ? stage.control('PATCH', `/messenger/pages/${id}`, changes)
        : stage.control('PATCH', `/instagram/accounts/${id}`, changes),
  };
}
