import { describe, expect, it } from 'vitest';
import { addressOf, placeholderProblem } from './address.ts';

const text = { type: 'string' };
const parameters = {
  type: 'object',
  properties: { id: text, size: text, tags: { type: 'array', items: text } },
  required: ['id'],
};

describe('the URL of a tool', () => {
  it.each([
    ['https://shop.example/orders/{id}', null],
    ['https://shop.example/find?id={id}', null],
    ['https://{id}.example/orders', /path or the query/],
    ['https://shop.example:{id}/orders', /path or the query/],
    ['https://shop.example/orders/{number}', /not among the properties/],
    ['https://shop.example/orders/{size}', /among the required/],
  ])('%s', (url, problem) => {
    const found = placeholderProblem({ url, parameters });
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe('an address', () => {
  const get = { url: 'https://shop.example/orders/{id}?v=2', method: 'GET' as const };

  it('holds arguments in their places, and others in the query of a GET', () => {
    const address = addressOf(get, { id: 'A/1 ü', size: 'M', tags: ['a', 'b&c'], unused: null });
    expect(address).toMatchObject({ ok: true, rest: {} });
    const href = 'https://shop.example/orders/A%2F1%20%C3%BC?v=2&size=M&tags=a&tags=b%26c';
    expect(address.ok && address.url.href).toBe(href);
  });

  it('leaves what has no place to the body of others', () => {
    const address = addressOf({ ...get, method: 'POST' }, { id: 'A', size: 'M' });
    expect(address).toMatchObject({ ok: true, rest: { size: 'M' } });
    expect(address.ok && address.url.href).toBe('https://shop.example/orders/A?v=2');
  });

  it.each([
    ['a way out of the path', '..', /change the path/],
    ['nothing', ' ', /must not be empty/],
    ['a list', ['a'], /must be a text/],
    ['a very long text', 'a'.repeat(5000), /too long/],
  ])('is refused with %s', (_, id, reason) => {
    expect(addressOf(get, { id })).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it.each(['../admin', '%2e%2e', '?admin=1', '#', '@evil.example', '\\..\\admin', '\ud800'])(
    'never leads elsewhere: %j',
    (id) => {
      const address = addressOf(get, { id });
      expect(address.ok && address.url.pathname.split('/').slice(0, 2)).toEqual(['', 'orders']);
      expect(address.ok && address.url.pathname.split('/')).toHaveLength(3);
      expect(address.ok && address.url.search).toBe('?v=2');
    },
  );
});
