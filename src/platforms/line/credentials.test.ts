import { describe, expect, it } from 'vitest';
import { accountRules, credentialsSchema } from './credentials.ts';

describe('credentials', () => {
  it('need a token, or the channel id to make tokens with', () => {
    expect(credentialsSchema.parse({ channel_access_token: ' token\n', channel_secret: 'secret' })).toEqual({
      channel_access_token: 'token',
      channel_secret: 'secret',
    });
    expect(
      credentialsSchema.safeParse({ channel_id: '1234567890', channel_secret: ['new', 'old'] }).success,
    ).toBe(true);
    const neither = credentialsSchema.safeParse({ channel_secret: 'secret' });
    expect(neither.error?.issues).toMatchObject([
      { path: ['channel_access_token'], message: expect.stringContaining('channel_id') },
    ]);
  });

  it.each([{ channel_secret: '' }, { channel_secret: [] }, { channel_secret: ' ' }, {}])(
    'need a secret: %o',
    (given) => {
      expect(credentialsSchema.safeParse({ channel_access_token: 'token', ...given }).success).toBe(false);
    },
  );

  it('keep the secret with the account only where tokens are made with it', () => {
    const { withoutSecrets, secretFields, signingSecrets } = accountRules;
    const withToken = { channel_access_token: 'token', channel_secret: 'secret', verify_token: 'v' };
    expect(withoutSecrets(withToken)).toEqual({ channel_access_token: 'token' });
    const tokenless = { channel_id: '1234567890', channel_secret: ['new', 'old'] };
    expect(withoutSecrets(tokenless)).toEqual(tokenless);
    expect(signingSecrets(withToken)).toEqual(['secret']);
    expect(secretFields(signingSecrets(tokenless))).toEqual({ channel_secret: ['new', 'old'] });
  });

  it.each([
    { recipient: 'U7c1e5a9b3d2f4e6081a2b3c4d5e6f708', kind: 'user' },
    { recipient: 'C3e2d1c0b9a8f7e6d5c4b3a2918070605', kind: 'group' },
    { recipient: 'R4f5e6d7c8b9a0f1e2d3c4b5a69788706', kind: 'room' },
  ])('know a $kind by its id', ({ recipient, kind }) => {
    expect(accountRules.identityOf(recipient)).toEqual({ kind, value: recipient });
  });

  it('name the account only when the bot user id is given', () => {
    const given = { channel_access_token: 'token', channel_secret: 'secret' };
    expect(accountRules.externalId(given)).toBeNull();
    expect(accountRules.externalId({ ...given, bot_user_id: 'Ub' })).toBe('Ub');
  });
});
