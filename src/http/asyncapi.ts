import { z } from 'zod';

type Json = Record<string, unknown>;

/** What a document of events is printed from. */
export interface EventCatalogue {
  version: string;
  /** Each type, with what it says. */
  types: Readonly<Record<string, string>>;
  /** The whole event. */
  event: z.ZodType;
  /** What `data` holds, by type; any object where it is not here. */
  data: Readonly<Record<string, z.ZodType>>;
}

const signature = {
  type: 'object',
  description: 'Standard Webhooks: https://www.standardwebhooks.com',
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  properties: {
    'webhook-id': { type: 'string', description: 'The id of the event, the same at every try.' },
    'webhook-timestamp': { type: 'string', description: 'When it was sent, in seconds since 1970.' },
    'webhook-signature': { type: 'string', description: 'One or more signatures, separated by spaces.' },
  },
};

/** The AsyncAPI 3.0 document of everything that the hub tells: to endpoints, and on the stream. */
export function asyncapiDocument({ version, types, event, data }: EventCatalogue): Json {
  const { schemas, refOf } = componentsOf({ Event: event, ...data });
  const messages = Object.entries(types).map(([type, summary]) => [
    type,
    {
      name: type,
      summary,
      contentType: 'application/json',
      payload: {
        allOf: [
          refOf('Event'),
          {
            type: 'object',
            properties: { type: { const: type }, ...(data[type] && { data: refOf(type) }) },
          },
        ],
      },
    },
  ]);
  const references = (channel: string) =>
    Object.keys(types).map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }));
  const ofChannel = Object.fromEntries(
    Object.keys(types).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Parley: events',
      version,
      description: 'Everything that happens, to endpoints of the business (consumers) and as a stream.',
    },
    defaultContentType: 'application/json',
    channels: {
      consumer: {
        address: null,
        title: 'An endpoint of the business',
        description: 'The URL of a consumer, made with `POST /api/v1/consumers`. Each delivery is a POST.',
        messages: ofChannel,
        bindings: { http: {} },
      },
      stream: {
        address: '/api/v1/events/stream',
        title: 'Server-sent events',
        description: '`id` is the cursor, `event` the type, `data` the event; `Last-Event-ID` goes on there.',
        messages: ofChannel,
      },
    },
    operations: {
      deliver: {
        action: 'send',
        channel: { $ref: '#/channels/consumer' },
        messages: references('consumer'),
        bindings: { http: { method: 'POST' } },
        traits: [{ $ref: '#/components/operationTraits/signed' }],
      },
      stream: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        messages: references('stream'),
        bindings: { http: { method: 'GET' } },
      },
    },
    components: {
      schemas: { ...schemas, SignatureHeaders: signature },
      messages: Object.fromEntries(messages),
      operationTraits: {
        signed: { description: 'With the headers of `#/components/schemas/SignatureHeaders`.' },
      },
    },
  };
}

/** Schemas as components; what has an id of its own is written once. */
function componentsOf(given: Readonly<Record<string, z.ZodType>>) {
  const shape = Object.fromEntries(Object.entries(given));
  const { $defs = {}, properties = {} } = z.toJSONSchema(z.object(shape), { io: 'output' });
  const place = (json: unknown): unknown =>
    JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));
  const named = Object.entries(properties).map(([name, json]) => [nameOf(name), place(json)]);
  const definitions = Object.entries($defs).map(([name, json]) => [name, place(json)]);
  return {
    schemas: { ...Object.fromEntries(named), ...Object.fromEntries(definitions) } as Json,
    refOf: (name: string) => ({ $ref: `#/components/schemas/${nameOf(name)}` }),
  };
}

/** `message.received` → `message_received_data`; a dot has no place in the name of a component. */
function nameOf(name: string): string {
  return name.includes('.') ? `${name.replace('.', '_')}_data` : name;
}
