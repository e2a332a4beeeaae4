import { describe, expect, it } from 'vitest';
import { talk } from '../../../test/dialogue.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';
import { media } from './media-transfer.ts';

const ids = { instagram_business_account_id: '178', app_secret: 'x' };
const login = credentialsSchema.parse({ access_token: 'IGAAtoken', ...ids });
const throughPage = credentialsSchema.parse({
  page_access_token: 'EAApage',
  facebook_page_id: '110',
  ...ids,
});
const input = {
  ...{ credentials: login, secrets: ['x'], external_id: '178', now: 0 },
  settings: { graph_version: 'v26.0' },
};

it('takes received media from their link, without a token', () => {
  const url = 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=7&signature=s';
  const { result } = talk(media.download(input, { url }), {}, explainError);
  expect(result).toEqual({ from: 'link', url, told: {} });
});

describe('an upload', () => {
  it('is saved at an account with its own login', () => {
    expect(media.upload?.offered(login)).toBe(true);
    expect(
      media.upload?.request(input, { type: 'sticker', mime_type: 'image/png', file_name: 'a.png' }),
    ).toEqual({
      request: {
        ...{ method: 'POST', base: 'instagram_graph_url' },
        ...{ path: '/v26.0/178/message_attachments', headers: {} },
      },
      fields: { message: '{"attachment":{"type":"image","payload":{"is_reusable":true}}}' },
      file_field: 'filedata',
    });
  });

  it('is not offered through a Page', () => expect(media.upload?.offered(throughPage)).toBe(false));
});
