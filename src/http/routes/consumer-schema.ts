import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import { type Consumer, filterSchema, schemes, settingsSchema } from '../../consumers/consumer.ts';
import { verifierOf } from '../../consumers/signature.ts';
import { timeSchema } from './message-schema.ts';

// Set by the hub, or by HTTP itself.
const reservedHeaders =
  /^(webhook-.*|host|content-.*|transfer-encoding|connection|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;
// What HTTP allows in a name and in a value.
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const headerValue = /^[\t\x20-\x7e]*$/;

export const headersSchema = z
  .record(
    z
      .string()
      .max(100)
      .regex(headerName, 'This is no name of a header.')
      .refine((name) => !reservedHeaders.test(name), 'The hub sets this header itself.'),
    z.string().max(4000).regex(headerValue, 'A header holds only visible ASCII.'),
  )
  .refine((headers) => Object.keys(headers).length <= 20, 'At most 20 headers.')
  .describe('Sent with every delivery, such as an API key of the endpoint. Kept sealed, never shown again.');

export const schemeSchema = z
  .enum(schemes)
  .describe('`v1`: HMAC-SHA-256 with a shared secret. `v1a`: Ed25519, so that a receiver holds no secret.');

const secretSchema = z.object({
  id: z.string(),
  scheme: schemeSchema,
  expires_at: timeSchema.nullable().describe('It signs beside the newest one until then; null: the newest.'),
});

/** A consumer as the API shows it. */
export const consumerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    state: z
      .enum(['enabled', 'paused', 'disabled'])
      .describe(
        '`disabled`: it failed for days, or answered 410. Nothing is lost meanwhile: enabled again it goes on where it was.',
      ),
    reason: z.string().nullable().describe('Why it is disabled.'),
    filter: filterSchema,
    headers: z.array(z.string()).describe('The names of its own headers.'),
    settings: settingsSchema,
    secrets: z.array(secretSchema),
    failing_since: timeSchema.nullable().describe('Since when every delivery has failed.'),
    cursor: z.string().describe('Events up to this cursor were looked at for it.'),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Consumer' });

/** The same with how much waits. */
export const consumerRecordSchema = consumerSchema
  .extend({
    queued: z
      .int()
      .describe(
        'Deliveries that wait, counted up to 10,000. Of what happens at most 5,000 are queued ahead; the rest waits in the log behind `cursor`.',
      ),
  })
  .meta({ id: 'ConsumerRecord' });

/** The same with what its signatures are verified with. */
export const consumerWithSecretSchema = consumerSchema
  .extend({
    secret: z
      .string()
      .describe('`whsec_…` to verify with, shown only this once; for `v1a` the public key `whpk_…`.'),
  })
  .meta({ id: 'ConsumerWithSecret' });

/** A consumer in the form of {@link consumerSchema}. */
export function toPublicConsumer(consumer: Consumer): z.infer<typeof consumerSchema> {
  const { row } = consumer;
  return {
    id: consumer.id,
    name: consumer.name,
    url: consumer.url,
    state: consumer.state,
    reason: row.reason,
    filter: consumer.filter,
    headers: Object.keys(consumer.headers),
    settings: consumer.settings,
    secrets: consumer.secrets.map(({ id, scheme, expires_at }) => ({
      ...{ id, scheme },
      expires_at: timeOf(expires_at),
    })),
    failing_since: timeOf(row.failing_since),
    cursor: String(row.dispatched_seq),
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}

/** The same with its newest secret. */
export function withSecret(consumer: Consumer): z.infer<typeof consumerWithSecretSchema> {
  const [newest] = consumer.secrets;
  return { ...toPublicConsumer(consumer), secret: newest ? verifierOf(newest) : '' };
}

function timeOf(time: number | null): string | null {
  return time === null ? null : toTimestamp(time);
}
