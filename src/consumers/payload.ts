import type { PublicEvent } from '../events/event.ts';
import type { Settings } from './consumer.ts';

/** What is sent to a consumer. */
export interface Payload {
  contentType: string;
  body: string;
}

/** An event in the form that a consumer wants; a thin one leads to `publicUrl`. */
export function payloadOf(event: PublicEvent, { format, payload }: Settings, publicUrl: string): Payload {
  const content = payload === 'full' ? event : thin(event, publicUrl);
  if (format === 'event') return { contentType: 'application/json', body: JSON.stringify(content) };
  return {
    contentType: 'application/cloudevents+json; charset=utf-8',
    body: JSON.stringify(
      cloudEvent(event, payload === 'full' ? event.data : { url: linkTo(event, publicUrl) }),
    ),
  };
}

function thin({ data: _, ...event }: PublicEvent, publicUrl: string) {
  return { ...event, url: linkTo(event, publicUrl) };
}

function linkTo({ cursor }: Pick<PublicEvent, 'cursor'>, publicUrl: string): string {
  return `${publicUrl}/api/v1/events/${cursor}`;
}

/**
 * A CloudEvent. Attributes beside the standard ones may hold only small letters and digits.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
function cloudEvent(event: PublicEvent, data: unknown) {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.account_id === null ? '/parley' : `/parley/accounts/${event.account_id}`,
    type: event.type,
    ...(event.conversation_id !== null && { subject: event.conversation_id }),
    time: event.occurred_at,
    datacontenttype: 'application/json',
    cursor: event.cursor,
    workspaceid: event.workspace_id,
    ...(event.account_id !== null && { accountid: event.account_id }),
    ...(event.platform !== null && { platform: event.platform }),
    ...(event.conversation_id !== null && { conversationid: event.conversation_id }),
    ...(event.replayed && { replayed: true }),
    ...(event.imported && { imported: true }),
    data,
  };
}
