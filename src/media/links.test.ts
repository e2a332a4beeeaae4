import { describe, expect, it } from 'vitest';
import { mediaLinks } from '../../test/media-links.ts';

const hour = 60 * 60_000;
const noon = Date.UTC(2026, 10, 25, 12, 30);

function partsOf(url: string): [id: string, expires: string, signature: string] {
  const { pathname, searchParams } = new URL(url);
  return [
    pathname.split('/').at(-1) ?? '',
    searchParams.get('expires') ?? '',
    searchParams.get('signature') ?? '',
  ];
}

describe('a link', () => {
  it('opens its medium until it expires, which is at a full hour', () => {
    let now = noon;
    const links = mediaLinks({ now: () => now });
    const url = links.link('m1');
    expect(url).toMatch(/^https:\/\/hub\.example\/api\/v1\/media\/m1\?expires=\d+&signature=[0-9a-f]{64}$/);
    const [id, expires, signature] = partsOf(url);
    expect(Number(expires) * 1000).toBe(noon + 24.5 * hour);
    expect(links.check(id, expires, signature)).toBe('valid');
    now += 24.5 * hour;
    expect(links.check(id, expires, signature)).toBe('expired');
  });

  it('is the same within an hour', () => {
    let now = noon;
    const links = mediaLinks({ now: () => now });
    const url = links.link('m1');
    now += hour / 4;
    expect(links.link('m1')).toBe(url);
    now += hour;
    expect(links.link('m1')).not.toBe(url);
  });

  it('opens nothing else, for no longer, and cannot be made up', () => {
    const links = mediaLinks({ now: () => noon });
    const [id, expires, signature] = partsOf(links.link('m1'));
    expect(links.check('m2', expires, signature)).toBe('forged');
    expect(links.check(id, String(Number(expires) + 3600), signature)).toBe('forged');
    expect(links.check(id, expires, '')).toBe('forged');
    expect(links.check(id, expires, signature.toUpperCase())).toBe('forged');
  });

  it('survives a new key in front of the old one', () => {
    const [old, fresh] = ['00'.repeat(32), '11'.repeat(32)];
    const given = partsOf(mediaLinks({ now: () => noon, keys: [old] }).link('m1'));
    expect(mediaLinks({ now: () => noon, keys: [fresh, old] }).check(...given)).toBe('valid');
    expect(mediaLinks({ now: () => noon, keys: [fresh] }).check(...given)).toBe('forged');
  });

  it('stands in a content for what is ready, and for nothing else', () => {
    const links = mediaLinks({ now: () => noon });
    const item = { media_id: 'm1', status: 'ready' as const, url: null };
    const pending = { media_id: 'm2', status: 'pending' as const, url: 'https://cdn.example/a' };
    const content = links.inContent({
      type: 'multiple',
      parts: [
        { type: 'text', text: 'Look' },
        { type: 'image', items: [item, pending] },
      ],
    });
    expect(content.parts[1]).toEqual({
      type: 'image',
      items: [{ ...item, url: links.link('m1') }, pending],
    });
  });
});
