import type { PlatformName } from '../faults.ts';

/** How a webhook that was not answered well is posted again: at once, then with growing pauses. */
export interface RetryPolicy {
  /** The pause after the immediate second attempt. */
  first_ms: number;
  factor: number;
  /** No pause is longer. */
  max_ms: number;
  /** When this long has passed since the first attempt, the platform gives up. */
  for_ms: number;
}

/** How webhooks reach the hub; everything here may be changed while running. */
export interface DeliverySettings {
  /** How many extra copies of each webhook are posted. */
  duplicate: number;
  /** Post in another order than things happened. Needs something to shuffle: see `delay_ms`. */
  shuffle: boolean;
  /** How many updates one webhook may carry. */
  batch: number;
  /** Keep everything back until it is released. */
  hold: boolean;
  /** Wait this long and post what has gathered by then. With `shuffle` or `batch` at least 50 ms. */
  delay_ms: number;
  /** Receipts of a send are posted before its answer is given. */
  before_answer: boolean;
  retry: Record<PlatformName, RetryPolicy>;
  /** How long the receiver may take to answer. */
  timeout_ms: Record<PlatformName, number>;
}

/** Gathering needs some time, or there is never more than one update to shuffle or batch. */
export const shortestGathering = 50;

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** Ordinary conduct: in order, one update a webhook, at once. */
export function ordinaryDelivery(): DeliverySettings {
  return {
    duplicate: 0,
    shuffle: false,
    batch: 1,
    hold: false,
    delay_ms: 0,
    before_answer: false,
    retry: {
      // A few tries at once; after an hour without success the Page's subscription is switched off.
      // https://developers.facebook.com/docs/messenger-platform/webhooks
      messenger: { first_ms: 1000, factor: 2, max_ms: 60_000, for_ms: hour },
      // https://developers.facebook.com/docs/instagram-platform/webhooks
      instagram: { first_ms: 1000, factor: 2, max_ms: 60_000, for_ms: 36 * hour },
      // Meta tries for seven days with falling frequency, but publishes no pauses; one minute at most, so
      // that a person at a desk sees the next attempt.
      // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
      whatsapp: { first_ms: 1000, factor: 2, max_ms: 60_000, for_ms: 7 * day },
      // LINE keeps number and intervals of redeliveries to itself.
      // https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery
      line: { first_ms: 1000, factor: 2, max_ms: 60_000, for_ms: 20 * 60_000 },
    },
    // Messenger asks for an answer within five seconds; for WhatsApp Meta documents no limit, receivers report
    // 5 to 20 s; LINE's is two seconds.
    // https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/
    timeout_ms: { messenger: 5_000, instagram: 5_000, whatsapp: 10_000, line: 2_000 },
  };
}
