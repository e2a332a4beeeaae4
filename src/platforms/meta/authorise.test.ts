import { expect, it } from 'vitest';
import { appSecretProof, authoriseGraph } from './authorise.ts';

// A vector computed elsewhere.
const proof = 'f9a5c402919f3f3cb70497c968ab9a79bb82d2f1a55a7d91317b53b1678a4191';

it('proves the secret as the Graph API wants it', () => {
  expect(appSecretProof('EAAtoken', 'test-app-secret')).toBe(proof);
});

it.each([
  ['not asked for', {}, undefined],
  ['asked for', { app_secret_proof: 'on' }, { appsecret_proof: proof }],
  ['switched off', { app_secret_proof: 'off' }, undefined],
])('sends the token in a header, and the proof when it is %s', (_, settings, query) => {
  expect(authoriseGraph('EAAtoken', ['test-app-secret', 'older'], settings)).toEqual({
    headers: { authorization: 'Bearer EAAtoken' },
    ...(query && { query }),
  });
});
