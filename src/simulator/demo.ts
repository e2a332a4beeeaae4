import { demoModelKey } from './model/state.ts';

/** One simulated account, in the form in which a hub connects it. */
export interface DemoAccount {
  account: { platform: string; name: string; credentials: Record<string, string> };
  /** What the simulator calls it. */
  simulated_id: string;
  /** Points the simulated platform's webhooks at the hub. */
  subscribe(callbackUrl: string, verifyToken: string | null): Promise<void>;
}

/** A demo account on each simulated platform, and the variables that lead a hub to the simulator. */
export interface Demo {
  accounts: DemoAccount[];
  environment: Record<string, string>;
  /** The variables that lead the agent to the simulated model, for who has no key to a real one. */
  modelEnvironment: Record<string, string>;
}

// Always the same, so that a hub started again finds the accounts it had; they are worth nothing outside
// this machine.
const whatsappDemo = {
  phone_number_id: '100200300400500',
  business_account_id: '500400300200100',
  display_phone_number: '+66 2 555 0100',
  verified_name: 'Demo Shop',
  app_secret: 'demo-app-secret-of-the-simulator',
  access_token: 'demo-access-token-of-the-simulator',
};
const pageDemo = {
  page_id: '110220330440550',
  app_secret: 'demo-app-secret-of-the-simulated-page',
  page_access_token: 'EAADEMOPAGETOKENOFTHESIMULATOR',
};
const instagramDemo = {
  instagram_business_account_id: '17841400000000001',
  app_secret: 'demo-app-secret-of-the-simulated-instagram',
  access_token: 'IGAADEMOTOKENOFTHESIMULATOR',
};
const lineDemo = {
  channel_id: '1650000001',
  channel_secret: '0123456789abcdef0123456789abcdef',
  channel_access_token: 'demo-channel-token-of-the-simulator',
  bot_user_id: `U${'0123456789abcdef'.repeat(2)}`,
};

/** Creates the demo accounts on a running simulator. */
export async function createDemo(urls: {
  graph: string;
  instagram: string;
  line: string;
  lineData: string;
  model: string;
  control: string;
}): Promise<Demo> {
  const control = (method: string, path: string, body: unknown) =>
    call(`${urls.control}${path}`, method, body);
  await control('POST', '/whatsapp/numbers', { ...whatsappDemo, auto_read: true });
  await control('POST', '/line/channels', { ...lineDemo, display_name: 'Demo Shop' });
  const looks = { name: 'Demo Shop', username: 'demo.shop', auto_read: true };
  await control('POST', '/messenger/pages', { ...pageDemo, ...looks });
  await control('POST', '/instagram/accounts', { ...instagramDemo, ...looks });
  const { phone_number_id, business_account_id, app_secret, access_token } = whatsappDemo;
  const { channel_id, ...channel } = lineDemo;
  return {
    accounts: [
      {
        simulated_id: pageDemo.page_id,
        account: { platform: 'messenger', name: 'Demo Messenger', credentials: pageDemo },
        subscribe: (callback_url, verify_token) =>
          control('PATCH', `/messenger/pages/${pageDemo.page_id}`, { callback_url, verify_token }),
      },
      {
        simulated_id: instagramDemo.instagram_business_account_id,
        account: { platform: 'instagram', name: 'Demo Instagram', credentials: instagramDemo },
        subscribe: (callback_url, verify_token) =>
          control('PATCH', `/instagram/accounts/${instagramDemo.instagram_business_account_id}`, {
            callback_url,
            verify_token,
          }),
      },
      {
        simulated_id: channel_id,
        account: { platform: 'line', name: 'Demo LINE', credentials: channel },
        subscribe: (callback_url) => control('PATCH', `/line/channels/${channel_id}`, { callback_url }),
      },
      {
        account: {
          platform: 'whatsapp',
          name: 'Demo WhatsApp',
          credentials: { phone_number_id, business_account_id, app_secret, access_token },
        },
        simulated_id: phone_number_id,
        subscribe: (callback_url, verify_token) =>
          control('PATCH', `/whatsapp/numbers/${phone_number_id}`, { callback_url, verify_token }),
      },
    ],
    environment: {
      PARLEY_GRAPH_URL: urls.graph,
      PARLEY_INSTAGRAM_GRAPH_URL: urls.instagram,
      PARLEY_LINE_URL: urls.line,
      PARLEY_LINE_DATA_URL: urls.lineData,
    },
    modelEnvironment: modelEnvironment(urls.model),
  };
}

/** The variables that lead a hub's agent to the simulated model at this URL. */
export function modelEnvironment(url: string): Record<string, string> {
  return { PARLEY_GEMINI_URL: `${url}/v1beta`, GOOGLE_GENERATIVE_AI_API_KEY: demoModelKey };
}

async function call(url: string, method: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The simulator refused ${method} ${url}: ${await response.text()}`);
}
