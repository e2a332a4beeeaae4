import { pickFields } from '../graph/fields.ts';
import type { Fields } from '../graph/state.ts';
import { refused } from '../messaging/errors.ts';
import { pictureOf } from '../messaging/pictures.ts';
import { checkPermission, type Sender } from '../messaging/sender.ts';
import type { Customer } from '../messaging/state.ts';
import type { World } from '../world.ts';

/**
 * `GET /{igsid}`: refused until the person has written or tapped.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile
 */
export function customerProfile(
  world: World,
  sender: Sender,
  customer: Customer,
  wanted: string | undefined,
): Fields {
  checkPermission(sender, 'profile');
  const { account } = sender;
  if (!account.profile_access || !customer.consented) {
    throw refused('230', 'User consent is required to access user profile');
  }
  // Somebody who blocked the account has no data for it.
  if (customer.blocked) return { id: customer.id };
  const all: Fields = {
    id: customer.id,
    name: customer.name,
    username: customer.username,
    profile_pic: pictureOf(world, account, customer),
    follower_count: 42,
    is_user_follow_business: false,
    is_business_follow_user: false,
    is_verified_user: false,
  };
  return pickFields('IGBusinessScopedID', wanted, all, ['name', 'username']);
}
