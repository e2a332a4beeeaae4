import { describe, expect, it } from 'vitest';
import { accountRules, credentialsSchema, identityOf } from './credentials.ts';

const given = {
  access_token: ' token ',
  phone_number_id: '210000000000001',
  business_account_id: '310000000000001',
  app_secret: ['new', 'old'],
};

describe('credentials', () => {
  it('say which account they are for and what signs its webhooks', () => {
    const credentials = credentialsSchema.parse(given);
    expect(credentials.access_token).toBe('token');
    expect(accountRules.externalId(credentials)).toBe('210000000000001');
    expect(accountRules.groupIds(credentials)).toEqual(['310000000000001']);
    expect(accountRules.signingSecrets(credentials)).toEqual(['new', 'old']);
    expect(accountRules.signingSecrets({ ...credentials, app_secret: 'one' })).toEqual(['one']);
  });

  it('can be taken apart and put together', () => {
    const credentials = credentialsSchema.parse(given);
    const kept = accountRules.withoutSecrets(credentials);
    expect(kept).not.toHaveProperty('app_secret');
    expect({ ...kept, ...accountRules.secretFields(['new', 'old']) }).toEqual(credentials);
  });

  it.each([
    ['no secret', { ...given, app_secret: undefined }],
    ['an empty secret', { ...given, app_secret: '' }],
    ['no secret in the list', { ...given, app_secret: [] }],
    ['a blank secret in the list', { ...given, app_secret: ['good', ' '] }],
    ['no token', { ...given, access_token: '' }],
    ['a phone number for the id', { ...given, phone_number_id: '+15550100100' }],
    ['no number', { ...given, phone_number_id: undefined }],
  ])('are refused with %s', (_what, credentials) => {
    expect(credentialsSchema.safeParse(credentials).success).toBe(false);
  });
});

it.each([
  ['+66 81 234 5678', 'phone', '66812345678'],
  ['66812345678', 'phone', '66812345678'],
  ['0066 (81) 234-5678', 'phone', '66812345678'],
  ['US.13491208655302741918', 'bsuid', 'US.13491208655302741918'],
  ['US.ENT.11815799212886844830', 'parent_bsuid', 'US.ENT.11815799212886844830'],
])('%s is a %s', (recipient, kind, value) => {
  expect(identityOf(recipient)).toEqual({ kind, value });
});
