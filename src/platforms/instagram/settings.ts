import { graphSettings } from '../meta/settings.ts';
import type { Setting } from '../platform.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';

/** Where the two routes are called: they have a host each, and share the versions. */
export const instagramSettings = {
  ...graphSettings,
  instagram_graph_url: {
    env: 'PARLEY_INSTAGRAM_GRAPH_URL',
    default: 'https://graph.instagram.com',
    help: 'Base URL of the Graph API for accounts connected with Instagram Login, without a version.',
  },
} as const satisfies Record<string, Setting>;

/**
 * The setting with the base URL of the account's route; tokens of one host are refused by the other.
 * https://developers.facebook.com/docs/instagram-platform/overview
 */
export function baseOf(credentials: InstagramCredentials): keyof typeof instagramSettings {
  return routeOf(credentials) === 'login' ? 'instagram_graph_url' : 'graph_url';
}
