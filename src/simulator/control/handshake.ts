import { ControlRefusal } from '../control-refusal.ts';
import { handshakeProblem } from '../graph/handshake.ts';
import type { Callback } from '../graph/state.ts';
import { opaque } from '../ids.ts';
import type { World } from '../world.ts';

/** A callback that passed Meta's handshake, as typed into the console; refuses one that did not. */
export async function handshake(world: World, url: string, token: string | undefined): Promise<Callback> {
  const wanted = { url, verify_token: token ?? opaque(12) };
  const problem = await handshakeProblem(world.clock, wanted);
  if (problem !== null) throw new ControlRefusal(409, `The handshake failed: ${problem}.`);
  return wanted;
}
