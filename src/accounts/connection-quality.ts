import type { Measured } from './dialogue.ts';
import type { Traffic } from './traffic.ts';

/** How well an account works, from best to not at all. */
export const connectionQualities = ['excellent', 'good', 'poor', 'failed'] as const;

/** One of {@link connectionQualities}. */
export type ConnectionQuality = (typeof connectionQualities)[number];

/** What the quality rests on. */
export interface Measurements {
  /** The platform takes the credentials. */
  success: boolean;
  calls: readonly Measured[];
  sends: Traffic['sends'];
}

// Nobody notices a message that leaves within half a second; after a second and a half people wait for it.
const latencies = { excellent: 500, good: 1500 };
// One failure in a hundred is a recipient's; one in twenty should be looked at.
const successes = { excellent: 0.99, good: 0.95 };
// Of fewer sends each would count too much.
const fewestSends = 5;

/** From the calls just made, and from what became of the sends of the last hour. */
export function connectionQuality({ success, calls, sends }: Measurements): ConnectionQuality {
  if (!success) return 'failed';
  const latency = typicalLatency(calls);
  if (latency === null) return 'failed';
  if (calls.some(({ answered }) => !answered)) return 'poor';
  const total = sends.ok + sends.failed;
  const rate = total < fewestSends ? 1 : sends.ok / total;
  const reached = (level: 'excellent' | 'good') => latency <= latencies[level] && rate >= successes[level];
  if (reached('excellent')) return 'excellent';
  return reached('good') ? 'good' : 'poor';
}

/** The median of the calls that were answered (ms); null when none was. A single slow one does not count. */
export function typicalLatency(calls: readonly Measured[]): number | null {
  const times = calls.flatMap(({ answered, milliseconds }) => (answered ? [milliseconds] : []));
  const middle = times.sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)];
  return middle === undefined ? null : Math.round(middle);
}
