import { useQuery } from '@tanstack/react-query';

const path = '/dev/simulator';

/** The platforms that can be played, in the order of the phones. */
export const phonePlatforms = ['messenger', 'instagram', 'whatsapp', 'line'] as const;

/** One of {@link phonePlatforms}. */
export type PhonePlatform = (typeof phonePlatforms)[number];

/** Whether simulated platforms stand behind this hub; the page that it serves says so. */
export function hasSimulator(): boolean {
  const named = document.querySelector<HTMLMetaElement>('meta[name=proxies]')?.content ?? '';
  return named.split(' ').includes(path);
}

/** Asks the simulator for something, or tells it; throws what it says when it refuses. */
export async function ask<Answer>(method: string, place: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${path}${place}`, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(refusalOf(answer) ?? `${response.status}`);
  // The simulator is of the same release as this page, and answers what its routes say.
  return answer as Answer;
}

function refusalOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const said: unknown = Reflect.get(answer, 'error') ?? Reflect.get(answer, 'detail');
  return typeof said === 'string' ? said : null;
}

/** A message of the business on a phone. */
export interface Received {
  message_id: string;
  user: { id: string; name: string; phone?: string };
  group_id: string | null;
  /** Milliseconds since 1970, by the simulator's clock. */
  at: number;
  status: string;
  text: string;
  /** The platform's own message. */
  body: Record<string, unknown>;
}

/** What a phone shows beside messages. */
export interface Signs {
  user: { id: string; name: string } | null;
  group_id: string | null;
  read_up_to: string | null;
  typing_until: number | null;
}

/** One kind of call that is going to fail. */
export interface PlantedFault {
  id: number;
  platform: PhonePlatform;
  times: number;
  kind: string;
  status?: number;
  code?: number | string;
}

// Quick enough for a conversation; a page that is not looked at does not ask.
const live = { refetchInterval: 1000, refetchIntervalInBackground: false, staleTime: 0 } as const;

/** What came to the phone of somebody, kept up to date. */
export function useInbox(platform: PhonePlatform, account: string, user: string) {
  const query = new URLSearchParams({ platform, account, user });
  return useQuery({
    queryKey: ['simulator', 'inbox', platform, account, user],
    queryFn: () => ask<{ data: Received[]; chats: Signs[] }>('GET', `/inbox?${query}`),
    ...live,
  });
}

/** What goes wrong next, and how webhooks are delivered, kept up to date. */
export function useConditions() {
  return useQuery({
    queryKey: ['simulator', 'conditions'],
    queryFn: async () => {
      const [faults, delivery, { now }] = await Promise.all([
        ask<{ data: PlantedFault[] }>('GET', '/faults'),
        ask<{ duplicate: number; shuffle: boolean; hold: boolean }>('GET', '/delivery'),
        ask<{ now: number }>('GET', '/'),
      ]);
      return { faults: faults.data, delivery, aheadMs: now - Date.now() };
    },
    ...live,
  });
}

const lists: Readonly<Record<PhonePlatform, { place: string; id: string; name: string }>> = {
  messenger: { place: '/messenger/pages', id: 'page_id', name: 'name' },
  instagram: { place: '/instagram/accounts', id: 'instagram_business_account_id', name: 'username' },
  whatsapp: { place: '/whatsapp/numbers', id: 'phone_number_id', name: 'verified_name' },
  line: { place: '/line/channels', id: 'channel_id', name: 'display_name' },
};

/** The simulated accounts of a platform whose webhooks lead somewhere. */
export function useSimulatedAccounts(platform: PhonePlatform) {
  const { place, id, name } = lists[platform];
  return useQuery({
    queryKey: ['simulator', 'accounts', platform],
    queryFn: async () => {
      const { data } = await ask<{ data: Record<string, unknown>[] }>('GET', place);
      return data
        .filter((one) => one.callback_url !== null || one.override_callback_url)
        .map((one) => ({ id: String(one[id]), name: String(one[name]) }));
    },
  });
}
