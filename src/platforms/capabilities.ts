import type { Abilities } from './platform.ts';

/** What an account can do now: the content it can send, while it may send, and `receive`. */
export function capabilitiesOf(abilities: Abilities, now: { sends: boolean; receives: boolean }): string[] {
  const sendable = Object.entries(abilities.content).filter(([, how]) => how !== 'refused');
  return [...(now.sends ? sendable.map(([type]) => type) : []), ...(now.receives ? ['receive'] : [])];
}
