import { DiskStorage } from './disk.ts';
import { type Bucket, S3Storage } from './s3.ts';
import type { MediaStorage } from './storage.ts';

/** Where media are kept: a directory, or a bucket and the names of the variables that hold its keys. */
export type MediaStoreSetting =
  | { kind: 'file'; path: string }
  | {
      kind: 's3';
      bucket: Omit<Bucket, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
      keyEnv: string;
      secretEnv: string;
    };

/** Where media are kept, with the keys of the bucket. */
export type MediaStore = { kind: 'file'; path: string } | { kind: 's3'; bucket: Bucket };

/**
 * Reads the setting: `file:./data/media`, or
 * `s3://bucket/prefix?region=…&endpoint=https://…&key_env=…&secret_env=…`. Null when it is neither.
 */
export function readMediaStore(text: string): MediaStoreSetting | null {
  if (/^file:./.test(text)) return { kind: 'file', path: text.slice('file:'.length) };
  const url = text.startsWith('s3://') ? URL.parse(text) : null;
  if (!url?.hostname) return null;
  const { searchParams } = url;
  const region = searchParams.get('region') ?? 'us-east-1';
  const endpoint = searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  if (!/^https?:\/\/[^/?#]+/.test(endpoint)) return null;
  const path = url.pathname.replace(/^\/+|\/+$/g, '');
  return {
    kind: 's3',
    bucket: { name: url.hostname, prefix: path === '' ? '' : `${path}/`, region, endpoint },
    keyEnv: searchParams.get('key_env') ?? 'AWS_ACCESS_KEY_ID',
    secretEnv: searchParams.get('secret_env') ?? 'AWS_SECRET_ACCESS_KEY',
  };
}

/** Opens the storage. */
export function openMediaStorage(store: MediaStore): MediaStorage {
  return store.kind === 'file' ? new DiskStorage(store.path) : new S3Storage(store.bucket);
}
