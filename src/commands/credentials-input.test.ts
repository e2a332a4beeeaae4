import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePairs, readCredentials } from './credentials-input.ts';

const directory = mkdtempSync(join(tmpdir(), 'parley-credentials-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fileWith(content: string): string {
  const path = join(directory, 'credentials');
  writeFileSync(path, content);
  return path;
}

describe('credentials', () => {
  it('are pairs; a name given twice has two values', () => {
    expect(parsePairs(['page_id=1', 'app_secret=new=', 'app_secret=old'])).toEqual({
      page_id: '1',
      app_secret: ['new=', 'old'],
    });
    expect(() => parsePairs(['page_id'])).toThrow('"page_id" is not of the form name=value');
  });

  it('come from a file with a line for each', async () => {
    const path = fileWith('# of the test app\n\naccess_token = EAAG \r\napp_secret=s\n');
    expect(await readCredentials(path)).toEqual({ access_token: 'EAAG', app_secret: 's' });
  });

  it('come from a file with a JSON object', async () => {
    expect(await readCredentials(fileWith('{"app_secret": ["new", "old"]}\n'))).toEqual({
      app_secret: ['new', 'old'],
    });
  });

  it.each(['{"page_id": 1}', '{"page_id": "1"', '{"credentials": {}}'])('are not read out of %s', (content) =>
    expect(readCredentials(fileWith(content))).rejects.toThrow('cannot be read: give a JSON object'),
  );

  it('say when there is no such file', () =>
    expect(readCredentials(join(directory, 'none'))).rejects.toThrow('ENOENT'));
});
