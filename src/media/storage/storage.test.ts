import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3 } from '../../../test/s3-server.ts';
import { DiskStorage } from './disk.ts';
import { S3Storage } from './s3.ts';
import type { MediaStorage } from './storage.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret/with+signs', region: 'eu-central-1' };
const folder = mkdtempSync(join(tmpdir(), 'parley-media-'));
let s3: S3Server;

beforeAll(async () => {
  s3 = await startS3(keys);
});

afterAll(async () => {
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const kinds: [name: string, open: () => MediaStorage][] = [
  ['a directory', () => new DiskStorage(join(folder, 'kept'))],
  ['a bucket', () => new S3Storage({ endpoint: `${s3.url}/`, name: 'files', prefix: 'media/', ...keys })],
];

/** A file that came in. */
function file(content: string) {
  const path = join(folder, `incoming-${content.length}`);
  writeFileSync(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, size: content.length, sha256, mime_type: 'text/plain' };
}

async function textOf(storage: MediaStorage, key: string, range?: { start: number; end: number }) {
  const bytes = await storage.read(key, range);
  return bytes && Buffer.concat(await bytes.toArray()).toString();
}

describe.each(kinds)('%s', (_name, open) => {
  const key = 'default/01a2-b3c4';

  it('keeps a file, whole and in parts, in place of an earlier one, until it is removed', async () => {
    const storage = open();
    const first = file('The first one');
    await storage.put(key, first);
    expect(existsSync(first.path)).toBe(false);
    expect(await textOf(storage, key)).toBe('The first one');
    await storage.put(key, file('Another'));
    expect(await textOf(storage, key)).toBe('Another');
    expect(await textOf(storage, key, { start: 1, end: 3 })).toBe('not');
    await storage.remove(key);
    expect(await storage.read(key)).toBeNull();
    await storage.remove(key);
  });

  it('knows nothing of what it never got', async () => {
    expect(await open().read('default/nothing')).toBeNull();
  });
});

describe('a directory', () => {
  it('spreads its files, and leads nowhere else', async () => {
    const root = join(folder, 'spread');
    const storage = new DiskStorage(root);
    await storage.put('north/01a2-b3c4', file('Somewhere'));
    expect(readdirSync(join(root, 'north'))).toEqual(['c4']);
    await expect(storage.read('../../etc/passwd')).rejects.toThrow('no key');
    await expect(storage.read('north/')).rejects.toThrow('no key');
  });
});

describe('a bucket', () => {
  it('gets each object under the prefix, with its type', async () => {
    const storage = kinds[1]?.[1]();
    await storage?.put('default/one', file('In the bucket'));
    expect(s3.objects.get('media/default/one')).toMatchObject({ type: 'text/plain' });
    expect(s3.refused).toEqual([]);
  });

  it('says why it was refused, and no secret', async () => {
    const wrong = { ...keys, secretAccessKey: 'another' };
    const storage = new S3Storage({ endpoint: s3.url, name: 'files', prefix: '', ...wrong });
    await expect(storage.put('default/two', file('Not taken'))).rejects.toThrow(
      'The storage answered PUT with 403 SignatureDoesNotMatch.',
    );
  });

  it('refuses a file that is not what was hashed', async () => {
    const storage = new S3Storage({ endpoint: s3.url, name: 'files', prefix: '', ...keys });
    const changed = { ...file('Changed on the way'), sha256: '0'.repeat(64) };
    await expect(storage.put('default/three', changed)).rejects.toThrow('XAmzContentSHA256Mismatch');
  });
});
