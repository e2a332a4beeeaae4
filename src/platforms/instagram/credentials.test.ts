import { describe, expect, it } from 'vitest';
import { accountRules, credentialsSchema, routeOf } from './credentials.ts';

const account = { instagram_business_account_id: ' 17841000000000001 ', app_secret: ['new', 'old'] };
const login = { ...account, access_token: ' token\n' };
const page = { ...account, page_access_token: 'token', facebook_page_id: '110000000000001' };

describe('credentials', () => {
  it.each([
    ['login', login],
    ['page', page],
    ['login', { ...page, ...login }],
  ] as const)('take the route of the %s', (route, given) => {
    const credentials = credentialsSchema.parse(given);
    expect(routeOf(credentials)).toBe(route);
    expect(accountRules.externalId(credentials)).toBe('17841000000000001');
    expect(accountRules.groupIds(credentials)).toEqual([]);
    expect(accountRules.signingSecrets(credentials)).toEqual(['new', 'old']);
  });

  it.each([login, page])('can be taken apart and put together', (given) => {
    const credentials = credentialsSchema.parse(given);
    const kept = accountRules.withoutSecrets(credentials);
    expect(kept).not.toHaveProperty('app_secret');
    expect({ ...kept, ...accountRules.secretFields(['new', 'old']) }).toEqual(credentials);
  });

  it.each([
    ['no token', account],
    ['a blank token', { ...account, access_token: ' ' }],
    ['a Page’s token without its id', { ...page, facebook_page_id: undefined }],
    ['no secret', { ...login, app_secret: undefined }],
    ['no account', { ...login, instagram_business_account_id: undefined }],
    ['a username for the account', { ...login, instagram_business_account_id: '@lids' }],
  ])('are refused with %s', (_what, credentials) => {
    expect(credentialsSchema.safeParse(credentials).success).toBe(false);
  });
});

it('takes a bare recipient for an Instagram-scoped id', () => {
  const identity = { kind: 'igsid', value: '9900000000000001' };
  expect(accountRules.identityOf(' 9900000000000001 ')).toEqual(identity);
});
