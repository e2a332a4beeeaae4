import { describe, expect, it } from 'vitest';
import { graphNo, type Scripted, talk, yes } from '../../../test/dialogue.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';
import { renewal } from './renewal.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 23);
const ids = { instagram_business_account_id: '17841000000000001', app_secret: 'x' };
const login = credentialsSchema.parse({ access_token: 'IGAAold', ...ids });
const page = credentialsSchema.parse({ page_access_token: 'EAA', facebook_page_id: '11', ...ids });

const input = (credentials: typeof login, ends_at?: number | null) => ({
  ...{ credentials, secrets: ['x'], settings: {}, external_id: ids.instagram_business_account_id, now },
  ...(ends_at !== undefined && { ends_at }),
});

describe('the renewal of a token', () => {
  it.each([
    ['of an unknown end', login, null, true],
    ['that nobody has told of', login, undefined, true],
    ['just made', login, now + 60 * day, false],
    ['six days old', login, now + 54 * day, false],
    ['seven days old', login, now + 53 * day, true],
    ['nearly ended', login, now + 1, true],
    ['that has ended', login, now, false],
    ['of a Page', page, null, false],
  ] as const)('%s: due is %#', (_, credentials, ends_at, due) => {
    expect(renewal.isDue(input(credentials, ends_at))).toBe(due);
  });

  const renewed = (answer: Scripted) =>
    talk(renewal.renew(input(login)), { 'GET /refresh_access_token': answer }, explainError);

  it('asks without a version, with the token as a parameter', () => {
    const answer = { access_token: 'IGAAnew', token_type: 'bearer', expires_in: 5_183_944 };
    const { result, requests, asked } = renewed(yes(answer));
    expect(result).toEqual({ credentials: { access_token: 'IGAAnew' }, ends_at: now + 5_183_944_000 });
    expect(asked).toEqual(['GET /refresh_access_token?grant_type=ig_refresh_token&access_token=IGAAold']);
    expect(requests[0]).toMatchObject({ base: 'instagram_graph_url', authorised: true, headers: {} });
  });

  it.each([
    ['one that is too young', graphNo(100, 'too young'), 'content_rejected'],
    ['one that has ended', graphNo(190, 'expired', { error_subcode: 463 }), 'credentials'],
    ['an answer without a token', yes({ token_type: 'bearer' }), 'temporary'],
    ['an answer without an end', yes({ access_token: 'IGAAnew' }), 'temporary'],
    ['no answer', 'silence', 'temporary'],
  ] as const)('fails with %s', (_, answer, kind) => {
    expect(renewed(answer).result).toMatchObject({ kind });
  });
});
