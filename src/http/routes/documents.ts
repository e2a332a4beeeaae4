import { eventSummaries } from '../../events/event-summaries.ts';
import { asyncapiDocument } from '../asyncapi.ts';
import { llmsText } from '../llms.ts';
import { type Route, route } from '../route.ts';
import { eventDataSchemas, eventSchema } from './event-schema.ts';

/** What the documents of the API need. */
export interface DocumentRoutes {
  version: string;
  /** The whole table; asked for when it is complete. */
  routes(): readonly Route[];
}

const common = { method: 'GET', scope: 'public', tags: ['Operations'] } as const;

/** What the hub says of itself to programs, beside the OpenAPI document. */
export function documentRoutes({ version, routes }: DocumentRoutes): Route[] {
  let asyncapi: string | undefined;
  let llms: string | undefined;
  return [
    route({
      ...common,
      path: '/asyncapi.json',
      summary: 'The events, as an AsyncAPI 3.0 document',
      answers: { 200: { description: 'The document.', contentType: 'application/json' } },
      handle() {
        const catalogue = { version, types: eventSummaries, event: eventSchema, data: eventDataSchemas };
        asyncapi ??= JSON.stringify(asyncapiDocument(catalogue));
        return new Response(asyncapi, { headers: { 'content-type': 'application/json' } });
      },
    }),
    route({
      ...common,
      path: '/llms.txt',
      summary: 'This API in one page of text, for language models',
      answers: { 200: { description: 'Markdown.', contentType: 'text/plain' } },
      handle() {
        llms ??= llmsText({ version, routes: routes(), types: eventSummaries });
        return new Response(llms, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
      },
    }),
  ];
}
