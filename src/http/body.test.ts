import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';

function requestOf(chunks: Uint8Array[], headers: Record<string, string> = {}): Request {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return new Request('http://hub.example/', { method: 'POST', body, headers, duplex: 'half' });
}

const tooLarge = { status: 413, code: 'body_too_large' };

// The same over a real socket is in listen.test.ts.
describe('readBody of a web request', () => {
  it('returns the bytes as they came', async () => {
    const body = await readBody(requestOf([new Uint8Array([0, 255]), new Uint8Array([10])]), undefined, 3);
    expect([...body]).toEqual([0, 255, 10]);
  });

  it('returns none where there are none', async () => {
    expect(await readBody(new Request('http://hub.example/'), undefined, 3)).toHaveLength(0);
  });

  it('counts, because lengths can be left out', async () => {
    const request = requestOf([new Uint8Array(2), new Uint8Array(2)]);
    await expect(readBody(request, undefined, 3)).rejects.toMatchObject(tooLarge);
  });

  it('believes an announced length that is too much, and reads nothing', async () => {
    const request = requestOf([new Uint8Array(1)], { 'content-length': '4' });
    await expect(readBody(request, undefined, 3)).rejects.toMatchObject(tooLarge);
    expect(request.bodyUsed).toBe(false);
  });
});
