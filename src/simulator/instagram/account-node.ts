import { pickFields } from '../graph/fields.ts';
import type { Fields } from '../graph/state.ts';
import { pictureOf } from '../messaging/pictures.ts';
import type { Route } from '../messaging/sender.ts';
import type { InstagramAccount } from '../messaging/state.ts';
import type { World } from '../world.ts';

/**
 * The fields of a professional account. By Instagram Login `id` is scoped to the app, and `user_id` is the id
 * that webhooks name.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started
 */
export function instagramNode(
  world: World,
  account: InstagramAccount,
  route: Route,
  wanted: string | undefined,
): Fields {
  const common: Fields = {
    username: account.username,
    name: account.name,
    profile_picture_url: pictureOf(world, account),
    followers_count: account.followers,
    follows_count: 12,
    media_count: account.media.size,
    biography: '',
    website: undefined,
  };
  const all: Fields =
    route === 'login'
      ? { id: account.scoped_id, user_id: account.id, account_type: 'BUSINESS', ...common }
      : { id: account.id, ...common };
  return pickFields(route === 'login' ? 'IGUser' : 'ShadowIGUser', wanted, all, []);
}
