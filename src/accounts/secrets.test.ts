import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSealer, secretKeyBeside } from './secrets.ts';

const first = '11'.repeat(32);
const second = '22'.repeat(32);
const secret = 'EAAG-an-access-token';

describe('sealed secrets', () => {
  it('open again, at their own place only', () => {
    const sealer = createSealer([first]);
    const sealed = sealer.seal(secret, 'account 1');
    expect(sealed).not.toContain(secret);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(secret);
    expect(sealer.open(sealed, 'account 1')).toBe(secret);
    expect(() => sealer.open(sealed, 'account 2')).toThrow();
    // The same secret twice cannot be told apart from two secrets.
    expect(sealer.seal(secret, 'account 1')).not.toBe(sealed);
  });

  it('do not open when a single bit has changed', () => {
    const sealer = createSealer([first]);
    const [version, id, text = ''] = sealer.seal(secret, 'here').split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (const index of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => sealer.open(`${version}.${id}.${changed.toString('base64url')}`, 'here')).toThrow();
    }
  });

  it('stay readable while the key is replaced, and are known to be outdated', () => {
    const old = createSealer([first]);
    const both = createSealer([second, first]);
    const sealed = old.seal(secret, 'here');
    expect(both.open(sealed, 'here')).toBe(secret);
    expect(both.isOutdated(sealed)).toBe(true);
    const anew = both.seal(secret, 'here');
    expect(both.isOutdated(anew)).toBe(false);
    expect(createSealer([second]).open(anew, 'here')).toBe(secret);
    expect(both.fingerprints(secret)).toEqual([both.fingerprint(secret), old.fingerprint(secret)]);
  });

  it('are refused with an instruction under a wrong key', () => {
    const sealed = createSealer([first]).seal(secret, 'here');
    expect(() => createSealer([second]).open(sealed, 'here')).toThrow(
      expect.objectContaining({ code: 'secret_key', fix: expect.stringContaining('PARLEY_SECRET_KEY') }),
    );
  });

  it('take keys in hex or base64, of 32 bytes', () => {
    const base64 = Buffer.from(first, 'hex').toString('base64');
    const sealed = createSealer([first]).seal(secret, 'here');
    expect(createSealer([base64]).open(sealed, 'here')).toBe(secret);
    for (const wrong of [[], ['abc'], ['11'.repeat(31)]]) expect(() => createSealer(wrong)).toThrow();
  });

  it('make their key once, for its owner alone', () => {
    const directory = mkdtempSync(join(tmpdir(), 'parley-key-'));
    try {
      const path = join(directory, 'data', 'secret.key');
      const key = secretKeyBeside(path);
      expect(key).toMatch(/^[0-9a-f]{64}$/);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(secretKeyBeside(path)).toBe(key);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
