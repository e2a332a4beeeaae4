import { expect, it } from 'vitest';
import { talk } from '../../../test/dialogue.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';
import { media } from './media-transfer.ts';

const credentials = credentialsSchema.parse({ page_id: '110', page_access_token: 'y', app_secret: 'x' });
const input = {
  credentials,
  secrets: ['x'],
  settings: { graph_version: 'v26.0' },
  external_id: '110',
  now: 0,
};

it('takes received media from their link, without a token', () => {
  const url = 'https://scontent.xx.fbcdn.net/v/t1/7_n?oh=1';
  const { result } = talk(media.download(input, { url }), {}, explainError);
  expect(result).toEqual({ from: 'link', url, told: {} });
});

it('saves a file at the Page, to be sent often', () => {
  expect(media.upload?.request(input, { type: 'video', mime_type: 'video/mp4', file_name: 'a.mp4' })).toEqual(
    {
      request: { method: 'POST', base: 'graph_url', path: '/v26.0/110/message_attachments', headers: {} },
      fields: { message: '{"attachment":{"type":"video","payload":{"is_reusable":true}}}' },
      file_field: 'filedata',
    },
  );
});

it('reads the id of a saved file', () => {
  const read = (status: number, body: unknown) => media.upload?.interpret({ status, headers: {}, body });
  expect(read(200, { attachment_id: '9' })).toEqual({ platform_media_id: '9' });
  const error = { code: 100, error_subcode: 2018074, message: 'no' };
  const failure = read(400, { error });
  expect(failure).toMatchObject({ kind: 'media_rejected' });
  expect(failure && 'kind' in failure && media.upload?.isStale(failure)).toBe(true);
});
