import type { Actor } from '../../conversations/actor.ts';
import type { Caller } from '../auth.ts';

/** The caller as the one who did something. */
export function actorOf({ memberId, keyId }: Caller): Actor {
  return { member_id: memberId, key_id: keyId };
}
