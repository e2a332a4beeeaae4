import { z } from 'zod';
import type { SimulatorClock } from '../clock-control.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { DeliverySettings } from '../delivery/settings.ts';
import { type Fault, type PlatformName, platformNames } from '../faults.ts';
import { knowsGraphError } from '../graph/errors.ts';
import { refusalsByCode } from '../line/errors.ts';
import { knowsError } from '../messaging/errors.ts';
import { accountWithId } from '../messaging/state.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';
import { tokensFor } from './messaging-tokens.ts';

const text = z.string().min(1);
const platform = z.enum(platformNames);
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
  transient: z.boolean().optional(),
  async: z.boolean().optional(),
});

/** Lets the next calls go wrong. */
export function plantFault(world: World, raw: unknown): Fault {
  const input = checked(faultBody, raw);
  const kind = input.kind ?? (input.code === undefined ? 'status' : 'code');
  if (kind === 'code') checkCode(input.platform, input.code);
  if (kind === 'code' && input.async && input.platform !== 'whatsapp') {
    throw new ControlRefusal(400, 'Only WhatsApp refuses a message after it was accepted.');
  }
  return world.faults.add({ ...input, kind });
}

function checkCode(name: PlatformName, code: unknown): void {
  if (name === 'line') {
    if (refusalsByCode[String(code)] !== undefined) return;
    const known = Object.keys(refusalsByCode).join(', ');
    throw new ControlRefusal(400, `"code" for LINE is one of: ${known}.`);
  }
  // Errors of one code are told apart by subcode: "code/subcode".
  const known = name === 'whatsapp' ? knowsGraphError(String(code)) : knowsError(String(code));
  if (!known) throw new ControlRefusal(400, `${name} has no documented error ${String(code)}.`);
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
  retry: z.partialRecord(platform, retryBody).optional(),
  timeout_ms: z.partialRecord(platform, milliseconds).optional(),
});

/** Changes how webhooks reach the hub; what is not named stays. */
export function changeDelivery(world: World, raw: unknown): DeliverySettings {
  const { retry, timeout_ms, ...input } = checked(deliveryBody, raw);
  const old = world.delivery.settings();
  world.delivery.change({
    ...present(input),
    retry: retryWith(old.retry, retry ?? {}),
    timeout_ms: { ...old.timeout_ms, ...present(timeout_ms) },
  });
  return world.delivery.settings();
}

function retryWith(
  old: DeliverySettings['retry'],
  changes: Partial<Record<PlatformName, z.infer<typeof retryBody>>>,
): DeliverySettings['retry'] {
  const merged = { ...old };
  for (const name of platformNames) merged[name] = { ...old[name], ...present(changes[name]) };
  return merged;
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
  const tokens = tokensOf(world, name, account);
  if (tokens.length === 0) throw new ControlRefusal(404, `There is no token of ${name} account ${account}.`);
  for (const token of tokens) token.expires_at = now;
  return { expired: tokens.length };
}

function tokensOf(world: World, name: PlatformName, account: string): { expires_at: number | null }[] {
  if (name === 'line') return [...world.line.tokens.values()].filter((one) => one.channel.id === account);
  const tokens = [...world.graph.tokens.values()];
  if (name === 'whatsapp') {
    const owner = world.graph.numbers.get(account)?.account.id;
    return tokens.filter((one) => owner !== undefined && one.accounts.has(owner));
  }
  const found = accountWithId(world.messaging, account);
  return found === null ? [] : tokensFor(world, found);
}

/** Lets time pass, where the clock allows it. */
export async function moveClock(clock: SimulatorClock, raw: unknown): Promise<{ now: number }> {
  const { ms } = checked(z.strictObject({ ms: milliseconds }), raw);
  if (clock.advance === undefined)
    throw new ControlRefusal(409, 'This clock runs by itself and cannot be moved.');
  await clock.advance(ms);
  return { now: clock.now() };
}
