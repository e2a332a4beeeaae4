import { z } from 'zod';
import type { SimulatorClock } from '../clock-control.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { DeliverySettings } from '../delivery/settings.ts';
import type { Fault } from '../faults.ts';
import { GraphRefusal } from '../graph/errors.ts';
import { refusalsByCode } from '../line/errors.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';

const text = z.string().min(1);
const platform = z.enum(['whatsapp', 'line']);
const milliseconds = z.number().min(0);

const faultBody = z.strictObject({
  platform,
  account: text.optional(),
  on: z.enum(['send', 'any']).default('send'),
  times: z.number().int().min(1).default(1),
  kind: z
    .enum(['timeout', 'close', 'timeout_after_accept', 'close_after_accept', 'status', 'code'])
    .optional(),
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  code: z.union([z.number().int(), text]).optional(),
  async: z.boolean().optional(),
});

/** Lets the next calls go wrong. */
export function plantFault(world: World, raw: unknown): Fault {
  const input = checked(faultBody, raw);
  const kind = input.kind ?? (input.code === undefined ? 'status' : 'code');
  if (kind === 'code') checkCode(input.platform, input.code);
  if (kind === 'code' && input.async && input.platform === 'line') {
    throw new ControlRefusal(400, 'LINE reports nothing about a message after it was accepted.');
  }
  return world.faults.add({ ...input, kind });
}

function checkCode(name: 'whatsapp' | 'line', code: unknown): void {
  if (name === 'whatsapp' && !GraphRefusal.knows(Number(code))) {
    throw new ControlRefusal(400, `WhatsApp has no documented error ${String(code)}.`);
  }
  if (name === 'line' && refusalsByCode[String(code)] === undefined) {
    const known = Object.keys(refusalsByCode).join(', ');
    throw new ControlRefusal(400, `"code" for LINE is one of: ${known}.`);
  }
}

const retryBody = z
  .strictObject({
    first_ms: milliseconds.optional(),
    factor: z.number().min(1).optional(),
    max_ms: milliseconds.optional(),
    for_ms: milliseconds.optional(),
  })
  .optional();

const deliveryBody = z.strictObject({
  duplicate: z.number().int().min(0).optional(),
  shuffle: z.boolean().optional(),
  batch: z.number().int().min(1).max(1000).optional(),
  hold: z.boolean().optional(),
  delay_ms: milliseconds.optional(),
  before_answer: z.boolean().optional(),
  retry: z.strictObject({ whatsapp: retryBody, line: retryBody }).optional(),
  timeout_ms: z.strictObject({ whatsapp: milliseconds.optional(), line: milliseconds.optional() }).optional(),
});

/** Changes how webhooks reach the hub; what is not named stays. */
export function changeDelivery(world: World, raw: unknown): DeliverySettings {
  const { retry, timeout_ms, ...input } = checked(deliveryBody, raw);
  const old = world.delivery.settings();
  world.delivery.change({
    ...present(input),
    retry: {
      whatsapp: { ...old.retry.whatsapp, ...present(retry?.whatsapp) },
      line: { ...old.retry.line, ...present(retry?.line) },
    },
    timeout_ms: { ...old.timeout_ms, ...present(timeout_ms) },
  });
  return world.delivery.settings();
}

type Present<Input> = { [Key in keyof Input]?: Exclude<Input[Key], undefined> };

/** The fields that were given. */
function present<Input extends object>(input: Input | undefined): Present<Input> {
  const given = Object.entries(input ?? {}).filter(([, value]) => value !== undefined);
  // Only fields of the input are kept, and none of them is undefined.
  return Object.fromEntries(given) as Present<Input>;
}

const expireBody = z.strictObject({ platform, account: text });

/** Ends all tokens of an account. */
export function expireToken(world: World, raw: unknown): { expired: number } {
  const { platform: name, account } = checked(expireBody, raw);
  const now = world.clock.now();
  const tokens =
    name === 'line'
      ? [...world.line.tokens.values()].filter((one) => one.channel.id === account)
      : [...world.graph.tokens.values()].filter((one) => {
          const number = world.graph.numbers.get(account);
          return number !== undefined && one.accounts.has(number.account.id);
        });
  if (tokens.length === 0) throw new ControlRefusal(404, `There is no token of ${name} account ${account}.`);
  for (const token of tokens) token.expires_at = now;
  return { expired: tokens.length };
}

/** Lets time pass, where the clock allows it. */
export async function moveClock(clock: SimulatorClock, raw: unknown): Promise<{ now: number }> {
  const { ms } = checked(z.strictObject({ ms: milliseconds }), raw);
  if (clock.advance === undefined)
    throw new ControlRefusal(409, 'This clock runs by itself and cannot be moved.');
  await clock.advance(ms);
  return { now: clock.now() };
}
