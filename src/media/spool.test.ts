import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Spool, TooLarge } from './spool.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-spool-'));
const spool = new Spool(folder);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('a spool', () => {
  it('writes a stream to a file, and says what it is', async () => {
    const file = await spool.take(chunks('Hel', 'lo'), 5);
    expect(readFileSync(file.path, 'utf8')).toBe('Hello');
    expect(file).toMatchObject({
      size: 5,
      sha256: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969',
      head: Buffer.from('Hello'),
    });
    await file.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing of what is too large, or breaks', async () => {
    await expect(spool.take(chunks('Hel', 'lo!'), 5)).rejects.toThrow(TooLarge);
    const broken = (async function* () {
      yield Buffer.from('Hel');
      throw new Error('cut');
    })();
    await expect(spool.take(broken, 5)).rejects.toThrow('cut');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes what a process that died has left, and nothing else', async () => {
    const [old, young] = [await spool.take(chunks('old'), 5), await spool.take(chunks('young'), 5)];
    utimesSync(old.path, new Date(0), new Date(0));
    await spool.clean(Date.now());
    expect(readdirSync(folder)).toEqual([young.path.split('/').at(-1)]);
  });
});
