import { expect, it } from 'vitest';
import { readChallenge } from './challenge.ts';

const asked = 'hub.mode=subscribe&hub.challenge=01158201444&hub.verify_token=open%20sesame';

it('reads the handshake and keeps the challenge as it is', () => {
  const challenge = readChallenge(new URLSearchParams(asked));
  expect(challenge).toEqual({ token: 'open sesame', challenge: '01158201444' });
});

it.each([
  ['another mode', asked.replace('subscribe', 'unsubscribe')],
  ['no token', asked.replace('hub.verify_token', 'token')],
  ['no challenge', asked.replace('hub.challenge', 'challenge')],
  ['nothing', ''],
])('reads nothing from a request with %s', (_why, query) => {
  expect(readChallenge(new URLSearchParams(query))).toBeNull();
});
