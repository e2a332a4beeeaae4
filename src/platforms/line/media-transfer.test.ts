import { describe, expect, it } from 'vitest';
import { talk } from '../../../test/dialogue.ts';
import type { ReceivedMedia } from '../media-transfer.ts';
import { credentialsSchema } from './credentials.ts';
import { explainError } from './errors.ts';
import { media } from './media-transfer.ts';

const credentials = credentialsSchema.parse({ channel_secret: 'x', channel_access_token: 'y' });
const input = { credentials, secrets: ['x'], settings: {}, external_id: null, now: 0 };
const sourceOf = (received: ReceivedMedia) => talk(media.download(input, received), {}, explainError).result;

describe('where media are', () => {
  it('is at LINE, by the id of the message', () => {
    expect(sourceOf({ platform_media_id: '468' })).toEqual({
      from: 'api',
      request: { method: 'GET', base: 'line_data_url', path: '/v2/bot/message/468/content', headers: {} },
      told: {},
    });
  });

  it('is wherever the sender keeps them, and no token goes there', () => {
    const url = 'https://example.com/a.jpg';
    expect(sourceOf({ url })).toEqual({ from: 'link', url, told: {} });
  });

  it('is nowhere without either', () => expect(sourceOf({})).toMatchObject({ kind: 'not_found' }));
});

it('takes no uploads', () => expect(media.upload).toBeUndefined());
