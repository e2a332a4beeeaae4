import type { QueryClient } from '@tanstack/react-query';
import type { ReadingName } from '../api/reading.ts';
import { onEvents } from './feed.ts';

/** What is read anew when something happens, by the beginning of the event's type. */
const affected: Readonly<Record<string, readonly ReadingName[]>> = {
  'account.': ['GET /api/v1/accounts', 'GET /api/v1/accounts/{id}', 'GET /api/v1/accounts/{id}/health'],
  'consumer.': ['GET /api/v1/consumers', 'GET /api/v1/consumers/{id}'],
  'agent.': ['GET /api/v1/agent/runs', 'GET /api/v1/agent/approvals'],
  'message.': ['GET /api/v1/messages/{id}'],
  'message.failed': ['GET /api/v1/dead'],
};

// Often enough to look live, seldom enough that a flood of events is no flood of requests.
const everyMs = 1000;

/** Reads anew what events say has changed, until the returned function is called. */
export function refreshBy(queries: QueryClient): () => void {
  const names = new Set<ReadingName>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    timer = undefined;
    for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
    names.clear();
  };
  const stop = onEvents((events) => {
    for (const { type } of events) {
      for (const [beginning, readings] of Object.entries(affected)) {
        if (type.startsWith(beginning)) for (const name of readings) names.add(name);
      }
    }
    if (names.size > 0) timer ??= setTimeout(refresh, everyMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
