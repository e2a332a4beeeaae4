import { describe, expect, it } from 'vitest';
import { accountRules, credentialsSchema } from './credentials.ts';

const given = {
  page_access_token: ' token\n',
  page_id: ' 110000000000001 ',
  app_secret: ['new', 'old'],
};

describe('credentials', () => {
  it('say which Page they are for and what signs its webhooks', () => {
    const credentials = credentialsSchema.parse(given);
    expect(credentials.page_access_token).toBe('token');
    expect(accountRules.externalId(credentials)).toBe('110000000000001');
    expect(accountRules.groupIds(credentials)).toEqual([]);
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
    ['no token', { ...given, page_access_token: ' ' }],
    ['a link for the id', { ...given, page_id: 'https://www.facebook.com/lids' }],
    ['a name for the id', { ...given, page_id: 'Lids and pots' }],
    ['no Page', { ...given, page_id: undefined }],
  ])('are refused with %s', (_what, credentials) => {
    expect(credentialsSchema.safeParse(credentials).success).toBe(false);
  });
});

it('takes a bare recipient for a page-scoped id', () => {
  const identity = { kind: 'psid', value: '24000000000000001' };
  expect(accountRules.identityOf(' 24000000000000001 ')).toEqual(identity);
});
