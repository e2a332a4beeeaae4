import type { AnswerOf, InputOf } from '../../../../src/client/index.ts';

/** A conversation as the list shows it. */
export type Conversation = AnswerOf<'GET /api/v1/conversations'>['data'][number];

type Query = NonNullable<InputOf<'GET /api/v1/conversations'>['query']>;

/** Which conversations are shown, as it stands in the address; what is absent does not matter. */
export interface Filter {
  platform?: string;
  account?: string;
  owner?: 'bot' | 'human' | 'none';
  status?: 'open' | 'closed';
  /** The id of a member, or `none`. */
  assignee?: string;
  team?: string;
  tag?: string;
  /** What the latest message wants, as it was understood. */
  intent?: string;
  unread?: boolean;
  /** Only those whose window closes soon. */
  closing?: boolean;
  /** Words to look for in all that was said. */
  words?: string;
}

const owners = ['bot', 'human', 'none'] as const;
const statuses = ['open', 'closed'] as const;
// Long enough to answer everything that is about to become costly or impossible.
const closingMs = 2 * 60 * 60_000;

/** Reads a filter out of an address; what is not one is left out. */
export function readFilter(search: Record<string, unknown>): Filter {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  const owner = owners.find((one) => one === search.owner);
  const status = statuses.find((one) => one === search.status);
  return {
    ...text('platform'),
    ...text('account'),
    ...text('assignee'),
    ...text('team'),
    ...text('tag'),
    ...text('intent'),
    ...text('words'),
    ...(owner && { owner }),
    ...(status && { status }),
    ...(search.unread === true && { unread: true }),
    ...(search.closing === true && { closing: true }),
  };
}

/** The filter as the hub takes it. */
export function queryOf(filter: Filter, now: number): Query {
  const { platform, account, owner, status, assignee, team, tag, intent, unread, closing } = filter;
  return {
    ...(platform && { platform }),
    ...(account && { account_id: account }),
    ...(owner && { owner }),
    ...(status && { status }),
    ...(assignee && { assignee_id: assignee }),
    ...(team && { team }),
    ...(tag && { tag }),
    ...(intent && { intent }),
    ...(unread && { unread: 'true' }),
    ...(closing && {
      window_ends_after: new Date(now).toISOString(),
      window_ends_before: new Date(now + closingMs).toISOString(),
    }),
  };
}

/** Whether a conversation that has changed still belongs into the list. */
export function matches(filter: Filter, one: Conversation, now: number): boolean {
  const { platform, account, owner, status, assignee, team, tag, intent, unread, closing } = filter;
  const ends = one.window_ends_at === null ? Number.NaN : Date.parse(one.window_ends_at);
  const conditions: [unknown, () => boolean][] = [
    [platform, () => one.platform === platform],
    [account, () => one.account_id === account],
    [owner, () => one.owner === owner],
    [status, () => one.status === status],
    [assignee, () => (one.assignee_id ?? 'none') === assignee],
    [team, () => one.team === team],
    [tag, () => one.tags.includes(tag ?? '')],
    [intent, () => one.intent === intent],
    [unread, () => one.unread > 0],
    [closing, () => ends > now && ends < now + closingMs],
  ];
  return conditions.every(([wanted, holds]) => wanted === undefined || holds());
}

/** How many conditions a filter has, beside the words. */
export function conditionsIn({ words: _, ...conditions }: Filter): number {
  return Object.keys(conditions).length;
}
