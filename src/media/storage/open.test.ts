import { describe, expect, it } from 'vitest';
import { readMediaStore } from './open.ts';

describe('readMediaStore', () => {
  it.each([
    ['file:./data/media', { kind: 'file', path: './data/media' }],
    [
      's3://files/media/?region=eu-west-1&endpoint=https://minio.example:9000&key_env=KEY&secret_env=SECRET',
      {
        kind: 's3',
        bucket: {
          ...{ name: 'files', prefix: 'media/', region: 'eu-west-1' },
          endpoint: 'https://minio.example:9000',
        },
        ...{ keyEnv: 'KEY', secretEnv: 'SECRET' },
      },
    ],
    [
      's3://files?region=eu-west-1',
      {
        kind: 's3',
        bucket: {
          ...{ name: 'files', prefix: '', region: 'eu-west-1' },
          endpoint: 'https://s3.eu-west-1.amazonaws.com',
        },
        ...{ keyEnv: 'AWS_ACCESS_KEY_ID', secretEnv: 'AWS_SECRET_ACCESS_KEY' },
      },
    ],
  ])('reads %s', (text, store) => expect(readMediaStore(text)).toEqual(store));

  it.each(['', 'file:', 's3://', 's3://files?endpoint=minio', 'https://files.example'])(
    'refuses %j',
    (text) => {
      expect(readMediaStore(text)).toBeNull();
    },
  );
});
