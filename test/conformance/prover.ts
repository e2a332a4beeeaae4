import { PlatformClient } from '../../src/accounts/platform-client.ts';
import { type Prove, platformProver } from '../../src/accounts/proof.ts';
import type { Clock } from '../../src/clock.ts';
import { platforms } from '../../src/platforms/index.ts';

/** Asks platforms about credentials, where `answer` is what the network brings; without it nobody is there. */
export function proverOf(clock: Clock, answer: typeof fetch = nobody): Prove {
  const client = new PlatformClient({ fetch: answer, clock, timeoutMs: 1000 });
  return platformProver({ client, clock, settings: defaults });
}

const defaults = Object.fromEntries(
  platforms.map(({ name, settings }) => [
    name,
    Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.default])),
  ]),
);

const nobody: typeof fetch = async () => {
  throw Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
};
