import { describe, expect, it } from 'vitest';
import { graphNo, type Script, talk, yes } from '../../../test/dialogue.ts';
import type { ReceivedMedia } from '../media-transfer.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';
import { media } from './media-transfer.ts';

const credentials = credentialsSchema.parse({
  phone_number_id: '555000111',
  business_account_id: '1',
  access_token: 'EAAtoken',
  app_secret: 'x',
});
const input = {
  ...{ credentials, secrets: ['x'], external_id: '555000111', now: 0 },
  settings: { graph_url: 'https://graph.example/', graph_version: 'v26.0' },
};
const link = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=7&ext=1';
const hex = 'ab'.repeat(32);

const ask = (received: ReceivedMedia, script: Script = {}) =>
  talk(media.download(input, received), script, explainError);

describe('where media are', () => {
  it('is asked for by the id, for this number', () => {
    const { result, asked } = ask(
      { platform_media_id: '7', url: 'https://lookaside.fbsbx.com/old' },
      { 'GET /v26.0/7': yes({ url: link, mime_type: 'image/png', sha256: hex, file_size: '12' }) },
    );
    expect(asked).toEqual(['GET /v26.0/7?phone_number_id=555000111']);
    expect(result).toEqual({
      from: 'token_link',
      url: link,
      hosts: ['lookaside.fbsbx.com', '*.fbcdn.net', '*.facebook.com'],
      renewable: true,
      told: { mime_type: 'image/png', size: 12, sha256: hex },
    });
  });

  it('reads a digest in base64 too', () => {
    const sha256 = Buffer.from(hex, 'hex').toString('base64');
    const { result } = ask({ platform_media_id: '7' }, { 'GET /v26.0/7': yes({ url: link, sha256 }) });
    expect(result).toMatchObject({ told: { sha256: hex } });
  });

  it('is a call of the API where the link is one', () => {
    const url = 'https://graph.example/attachments/?mid=7';
    const { result } = ask({ platform_media_id: '7' }, { 'GET /v26.0/7': yes({ url }) });
    expect(result).toMatchObject({
      from: 'api',
      request: { base: 'graph_url', path: '/attachments/?mid=7' },
    });
  });

  it('is not below a host whose name only begins like that of the API', () => {
    const url = 'https://graph.example.evil/attachments';
    const { result } = ask({ platform_media_id: '7' }, { 'GET /v26.0/7': yes({ url }) });
    expect(result).toMatchObject({ from: 'token_link' });
  });

  it('is the link of the message when there is no id', () => {
    expect(ask({ url: link }).result).toMatchObject({ from: 'token_link', url: link });
  });

  it.each([
    ['an id that is gone', graphNo(100, 'gone', { error_subcode: 33 }), 'not_found'],
    ['an answer without a link', yes({ id: '7' }), 'not_found'],
    ['a dead token', graphNo(190), 'credentials'],
    ['silence', 'silence', 'temporary'],
  ] as const)('is not known with %s', (_what, answer, kind) => {
    expect(ask({ platform_media_id: '7' }, { 'GET /v26.0/7': answer }).result).toMatchObject({ kind });
  });
});

describe('an upload', () => {
  it('goes to the number, with its type', () => {
    expect(
      media.upload?.request(input, { type: 'image', mime_type: 'image/png', file_name: 'a.png' }),
    ).toEqual({
      request: { method: 'POST', base: 'graph_url', path: '/v26.0/555000111/media', headers: {} },
      fields: { messaging_product: 'whatsapp', type: 'image/png' },
      file_field: 'file',
    });
  });

  it('gives an id, or the reason why there is none', () => {
    const read = (status: number, body: unknown) => media.upload?.interpret({ status, headers: {}, body });
    expect(read(200, { id: '9' })).toEqual({ platform_media_id: '9' });
    expect(read(400, { error: { code: 131053, message: 'no' } })).toMatchObject({ kind: 'media_rejected' });
  });

  it('is stale when a send says that its id is not known', () => {
    const failure = (code: number, details: string) =>
      explainError({ status: 400, body: { error: { code, message: 'no', error_data: { details } } } });
    expect(media.upload?.isStale(failure(131009, 'Media ID 9 is not known.'))).toBe(true);
    expect(media.upload?.isStale(failure(131009, 'Parameter x is wrong.'))).toBe(false);
  });
});
