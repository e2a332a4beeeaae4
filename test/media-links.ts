import { createSealer } from '../src/accounts/secrets.ts';
import { MediaLinks } from '../src/media/links.ts';

const day = 24 * 60 * 60_000;

/** Links of a hub at https://hub.example, which work for a day. */
export function mediaLinks({
  now,
  keys = ['00'.repeat(32)],
}: {
  now(): number;
  keys?: string[];
}): MediaLinks {
  const { fingerprints } = createSealer(keys);
  return new MediaLinks({
    fingerprints,
    now,
    publicUrl: () => 'https://hub.example',
    linkMs: day,
    sharedLinkMs: 90 * day,
  });
}
