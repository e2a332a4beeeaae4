import { connect } from 'node:net';

/** What a run of requests came to. */
export interface LoadResult {
  requests: number;
  failures: number;
  seconds: number;
  /** Latency in milliseconds, sorted. */
  latencies: number[];
}

/**
 * Sends requests over many connections, one at a time on each, until the time is over or there are none
 * left. Works on raw sockets and whole requests made beforehand, so that it costs less than what it measures.
 */
export async function load(
  url: URL,
  requests: readonly Buffer[],
  options: { connections: number; seconds: number },
): Promise<LoadResult> {
  const latencies: number[] = [];
  let next = 0;
  let failures = 0;
  const started = performance.now();
  const end = started + options.seconds * 1000;
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname);
      let sentAt = 0;
      let answer = '';
      const send = () => {
        const request = requests[next++];
        if (!request || performance.now() > end) {
          socket.end();
          resolve();
          return;
        }
        answer = '';
        sentAt = performance.now();
        socket.write(request);
      };
      socket.setNoDelay(true);
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        if (!isWhole(answer)) return;
        latencies.push(performance.now() - sentAt);
        if (!answer.startsWith('HTTP/1.1 200')) failures++;
        send();
      });
    });
  await Promise.all(Array.from({ length: options.connections }, run));
  const seconds = (performance.now() - started) / 1000;
  return { requests: latencies.length, failures, seconds, latencies: latencies.sort((a, b) => a - b) };
}

/** Whether all of an answer has come, by its Content-Length or its last chunk. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= head + 4 + Number(length);
}

/** The value below which this share of sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
