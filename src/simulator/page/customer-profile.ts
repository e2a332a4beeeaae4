import { pickFields } from '../graph/fields.ts';
import type { Fields } from '../graph/state.ts';
import { pictureOf } from '../messaging/pictures.ts';
import { checkPermission, type Sender } from '../messaging/sender.ts';
import type { Customer } from '../messaging/state.ts';
import type { World } from '../world.ts';

/** Fields that need a permission of their own. */
const guarded: Readonly<Record<string, string>> = {
  locale: 'pages_user_locale',
  timezone: 'pages_user_timezone',
  gender: 'pages_user_gender',
};

/**
 * `GET /{psid}`: nothing at all without access or consent.
 * https://developers.facebook.com/docs/messenger-platform/identity/user-profile
 */
export function customerProfile(
  world: World,
  sender: Sender,
  customer: Customer,
  wanted: string | undefined,
): Fields {
  checkPermission(sender, 'profile');
  const { account, token } = sender;
  if (!account.profile_access || !customer.consented || customer.blocked) return {};
  const [first_name = '', ...rest] = customer.name.split(' ');
  const all: Fields = {
    id: customer.id,
    name: customer.name,
    first_name,
    last_name: rest.join(' '),
    profile_pic: pictureOf(world, account, customer),
    locale: 'en_US',
    timezone: 7,
    gender: 'female',
  };
  for (const [field, permission] of Object.entries(guarded)) {
    if (!token.scopes.includes(permission)) all[field] = undefined;
  }
  return pickFields('User', wanted, all, ['first_name', 'last_name', 'profile_pic']);
}
