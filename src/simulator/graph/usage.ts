import type { Clock } from '../../clock.ts';
import { refused } from '../messaging/errors.ts';
import type { MessagingAccount } from '../messaging/state.ts';
import { GraphRefusal } from './errors.ts';
import type { AccessToken, BusinessAccount } from './state.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

// Active business accounts with a registered number; the calls for sending do not count.
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
const managementCallsPerHour = 5000;

// Meta's formula depends on the users of the app; any round number shows the header's shape.
const appCallsPerHour = 100_000;

/** Counts calls for the usage headers. */
export interface Usage {
  /** `X-App-Usage` after one more call. */
  app(token: AccessToken): string;
  /** `X-Business-Use-Case-Usage` after one more management call; refuses above the limit. */
  management(account: BusinessAccount): string;
  /** The same header after one more call for a Page or an Instagram account. */
  messaging(account: MessagingAccount): string;
}

/** Counters that start again every hour. */
export function createUsage(clock: Clock): Usage {
  const counters = new Map<string, { hour: number; calls: number }>();
  // Calls by account and hour: this budget rolls over 24 of them.
  const callsByHour = new Map<string, Map<number, number>>();

  function count(name: string): number {
    const now = Math.floor(clock.now() / hour);
    const counter = counters.get(name);
    const calls = counter?.hour === now ? counter.calls + 1 : 1;
    counters.set(name, { hour: now, calls });
    return calls;
  }

  function recentCalls(account: MessagingAccount, now: number): number {
    const hours = callsByHour.get(account.id) ?? new Map<number, number>();
    callsByHour.set(account.id, hours);
    for (const one of hours.keys()) if (one <= Math.floor(now / hour) - 24) hours.delete(one);
    return [...hours.values()].reduce((sum, calls) => sum + calls, 0);
  }

  function countCall(account: MessagingAccount, now: number): void {
    const one = Math.floor(now / hour);
    const hours = callsByHour.get(account.id);
    hours?.set(one, (hours.get(one) ?? 0) + 1);
  }

  return {
    app(token) {
      const used = Math.floor((count(`app:${token.app.id}`) / appCallsPerHour) * 100);
      return JSON.stringify({ call_count: used, total_time: used, total_cputime: used });
    },
    management(account) {
      const calls = count(`management:${account.id}`);
      if (calls > managementCallsPerHour) throw new GraphRefusal(80007);
      const left = Math.ceil((hour - (clock.now() % hour)) / 60_000);
      const share = calls / managementCallsPerHour;
      return useCaseUsage(account.portfolio_id, 'whatsapp_business_management', share, left);
    },
    messaging(account) {
      const now = clock.now();
      const calls = recentCalls(account, now);
      const limit = callLimit(account, now);
      if (calls >= limit) throw refused(account.platform === 'messenger' ? '80006' : '80002');
      countCall(account, now);
      // The oldest hour falls out of the budget at the next full hour.
      const left = Math.ceil((hour - (now % hour)) / 60_000);
      return useCaseUsage(account.id, account.platform, (calls + 1) / limit, left);
    },
  };
}

/** Messenger: so many calls for each person the Page may write to, and there is always one. */
function callLimit(account: MessagingAccount, now: number): number {
  const engaged = [...account.customers.values()].filter(
    ({ last_inbound_at }) => last_inbound_at !== null && now - last_inbound_at < day,
  );
  return account.calls_per_customer * Math.max(1, engaged.length);
}

/** The header's JSON; `share` of the budget that is used, `left` minutes until it is free again. */
function useCaseUsage(id: string, type: string, share: number, left: number): string {
  const used = Math.min(100, Math.floor(share * 100));
  const numbers = { call_count: used, total_cputime: used, total_time: used };
  const item = { type, ...numbers, estimated_time_to_regain_access: used < 100 ? 0 : left };
  return JSON.stringify({ [id]: [item] });
}
