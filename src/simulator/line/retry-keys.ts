import type { World } from '../world.ts';
import { acceptedBefore, LineRefusal } from './errors.ts';
import type { Channel, Fields } from './state.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
const remembered = 24 * 60 * 60 * 1000;

/** Endpoints without retries refuse the header. */
export function refuseRetryKey(key: string | undefined): void {
  if (key === undefined) return;
  throw new LineRefusal(400, { message: 'The X-Line-Retry-Key header is not supported by this endpoint' });
}

/** Refuses a request whose key stands for an accepted one. */
export function checkRetryKey(world: World, channel: Channel, key: string | undefined): void {
  if (key === undefined) return;
  if (!uuid.test(key)) {
    throw new LineRefusal(400, { message: 'The value of the X-Line-Retry-Key header is invalid' });
  }
  const accepted = channel.retry_keys.get(key.toLowerCase());
  if (accepted === undefined) return;
  if (world.clock.now() - accepted.at >= remembered) {
    channel.retry_keys.delete(key.toLowerCase());
    return;
  }
  const body: Fields = { message: acceptedBefore };
  if (accepted.sent_messages !== null) body.sentMessages = accepted.sent_messages;
  throw new LineRefusal(409, body, { 'x-line-accepted-request-id': accepted.request_id });
}

/** Remembers an accepted request under its key. */
export function keepRetryKey(
  world: World,
  channel: Channel,
  key: string | undefined,
  accepted: { request_id: string; sent_messages: Fields[] | null },
): void {
  if (key !== undefined) channel.retry_keys.set(key.toLowerCase(), { ...accepted, at: world.clock.now() });
}
