import { describe, expect, it } from 'vitest';
import { eventSummaries } from '../events/event-summaries.ts';
import { asyncapiDocument } from './asyncapi.ts';
import { isKnown } from './etag.ts';
import { llmsText } from './llms.ts';
import { documentRoutes } from './routes/documents.ts';
import { eventDataSchemas, eventSchema } from './routes/event-schema.ts';

const document = asyncapiDocument({
  version: '1.2.3',
  types: eventSummaries,
  event: eventSchema,
  data: eventDataSchemas,
});

/** What a ref of the document leads to. */
function follow(ref: string): unknown {
  return ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((at, name) => Object(at)[name], document);
}

describe('the AsyncAPI document', () => {
  it('has a message for every type of event', () => {
    expect(follow('#/components/messages/message.received')).toMatchObject({
      name: 'message.received',
      payload: { allOf: [{ $ref: '#/components/schemas/Event' }, { properties: {} }] },
    });
    expect(Object.keys(Object(follow('#/components/messages')))).toEqual(Object.keys(eventSummaries));
    for (const channel of ['consumer', 'stream']) {
      const messages = Object.keys(Object(follow(`#/channels/${channel}/messages`)));
      expect(messages).toEqual(Object.keys(eventSummaries));
    }
  });

  it('has no ref that leads nowhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => follow(ref) === undefined)).toEqual([]);
  });
});

it('the page for language models names every route and event', () => {
  const routes = documentRoutes({ version: '1.2.3', routes: () => [] });
  const text = llmsText({ version: '1.2.3', routes, types: eventSummaries });
  expect(text).toMatch(/^# Parley 1\.2\.3\n\n> /);
  expect(text).toContain('- `GET /llms.txt` (no key): ');
  for (const type of Object.keys(eventSummaries)) expect(text).toContain(`- \`${type}\`: `);
});

it.each([
  [null, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  ['a', false],
])('If-None-Match %s names the tag "a": %s', (header, known) => {
  expect(isKnown(header, '"a"')).toBe(known);
});
