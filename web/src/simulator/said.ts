import { useCallback, useState } from 'react';
import type { MediaKind } from './drawn.ts';
import type { PhonePlatform } from './simulator.ts';

/** Something that was said on a phone of this page. */
export interface Said {
  id: string;
  /** Milliseconds since 1970, by the simulator's clock. */
  at: number;
  text: string;
  kind: MediaKind | 'text' | 'location' | 'tap';
}

// More than a conversation that is played by hand.
const most = 200;

function keyOf(platform: PhonePlatform, account: string, user: string): string {
  return `parley.simulator.${platform}.${account}.${user}`;
}

function read(key: string): Said[] {
  // Only this file writes there.
  return JSON.parse(sessionStorage.getItem(key) ?? '[]') as Said[];
}

/** What was said on a phone: the simulator shows only what came to it, so the page remembers until it is closed. */
export function useSaid(platform: PhonePlatform, account: string, user: string) {
  const key = keyOf(platform, account, user);
  const [kept, setKept] = useState<{ key: string; said: Said[] }>(() => ({ key, said: read(key) }));
  const said = kept.key === key ? kept.said : read(key);
  const add = useCallback(
    (one: Said) => {
      const all = [...read(key), one].slice(-most);
      sessionStorage.setItem(key, JSON.stringify(all));
      setKept({ key, said: all });
    },
    [key],
  );
  return { said, add };
}
