import type { Context } from 'hono';
import { digits, hex, opaque } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import type { CdnFile, MessagingPlatform } from './state.ts';

// Meta does not say how long its signed links live; pictures are reported to be gone after days.
const linksLive = 3 * 24 * 60 * 60 * 1000;

/** Keeps a file on the CDN. */
export function keepFile(
  world: World,
  platform: MessagingPlatform,
  file: { bytes: Uint8Array<ArrayBuffer>; mime_type: string },
  id = digits(16),
): CdnFile {
  const kept: CdnFile = {
    id,
    platform,
    bytes: file.bytes,
    mime_type: file.mime_type,
    signature: platform === 'messenger' ? `00_${opaque(24)}` : opaque(48),
    expires_at: world.clock.now() + linksLive,
  };
  world.messaging.files.set(kept.id, kept);
  return kept;
}

/** The public, signed link of a file; it needs no token. */
export function linkTo(world: World, file: CdnFile): string {
  if (file.platform === 'instagram') {
    const query = new URLSearchParams({ asset_id: file.id, signature: file.signature });
    return `${world.urls.graph}/ig_messaging_cdn/?${query}`;
  }
  // `oe` is the expiry in hexadecimal seconds.
  const expiry = Math.floor(file.expires_at / 1000).toString(16);
  const query = new URLSearchParams({ _nc_sid: hex(6), oh: file.signature, oe: expiry.toUpperCase() });
  return `${world.urls.graph}/v/t1.15752-9/${file.id}_n?${query}`;
}

/** The download of a picture or file in Messenger. */
export function downloadFromMessenger(c: Context<SimulatorEnv>, world: World): Response {
  const id = (c.req.param('name') ?? '').replace(/_n$/, '');
  return download(c, world, id, c.req.query('oh'));
}

/** The download of a picture or file on Instagram. */
export function downloadFromInstagram(c: Context<SimulatorEnv>, world: World): Response {
  return download(c, world, c.req.query('asset_id') ?? '', c.req.query('signature'));
}

function download(
  c: Context<SimulatorEnv>,
  world: World,
  id: string,
  signature: string | undefined,
): Response {
  const file = world.messaging.files.get(id);
  if (file !== undefined) c.get('record').platform = file.platform;
  if (file === undefined) return c.body(null, 404);
  if (file.signature !== signature || file.expires_at <= world.clock.now()) return c.body(null, 403);
  return c.body(file.bytes, 200, { 'content-type': file.mime_type });
}
