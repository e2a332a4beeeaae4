import type { Clock } from '../../clock.ts';
import { GraphRefusal } from './errors.ts';
import type { AccessToken, BusinessAccount } from './state.ts';

const hour = 60 * 60 * 1000;

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
}

/** Counters that start again every hour. */
export function createUsage(clock: Clock): Usage {
  const counters = new Map<string, { hour: number; calls: number }>();

  function count(name: string): number {
    const now = Math.floor(clock.now() / hour);
    const counter = counters.get(name);
    const calls = counter?.hour === now ? counter.calls + 1 : 1;
    counters.set(name, { hour: now, calls });
    return calls;
  }

  return {
    app(token) {
      const used = Math.floor((count(`app:${token.app.id}`) / appCallsPerHour) * 100);
      return JSON.stringify({ call_count: used, total_time: used, total_cputime: used });
    },
    management(account) {
      const calls = count(`management:${account.id}`);
      if (calls > managementCallsPerHour) throw new GraphRefusal(80007);
      const used = Math.floor((calls / managementCallsPerHour) * 100);
      const left = used < 100 ? 0 : Math.ceil((hour - (clock.now() % hour)) / 60_000);
      const numbers = { call_count: used, total_cputime: used, total_time: used };
      const item = {
        type: 'whatsapp_business_management',
        ...numbers,
        estimated_time_to_regain_access: left,
      };
      return JSON.stringify({ [account.portfolio_id]: [item] });
    },
  };
}
