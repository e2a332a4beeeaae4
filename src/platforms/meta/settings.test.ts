import { expect, it } from 'vitest';
import { graphPath } from './settings.ts';

it('puts the version before the path, and ids cannot leave their place in it', () => {
  expect(graphPath({ graph_version: 'v25.0' }, '123', 'messages')).toBe('/v25.0/123/messages');
  expect(graphPath({}, '123')).toBe('/v26.0/123');
  expect(graphPath({}, '../me')).toBe('/v26.0/..%2Fme');
});
