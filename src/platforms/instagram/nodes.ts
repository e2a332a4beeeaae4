import type { CareInput } from '../account-care.ts';
import { pageEdge, type SubscriptionEdge } from '../meta/page-subscription.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import type { PlatformRequest } from '../request.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';
import { baseOf } from './settings.ts';

/** What every dialogue about an account knows. */
export type InstagramInput = CareInput<InstagramCredentials>;

/** The account itself. Of its own login it is `me`, whatever id it was connected with. */
export function accountNode(input: InstagramInput, fields: readonly string[]): PlatformRequest {
  const id = routeOf(input.credentials) === 'login' ? 'me' : input.credentials.instagram_business_account_id;
  return onRoute(input, graphGet(graphPath(input.settings, id), { fields: fields.join(',') }));
}

/** A person who wrote to the account. */
export function personNode(input: InstagramInput, id: string): PlatformRequest {
  // Others, such as profile_picture_url, are not valid here and fail the whole call.
  // https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/user-profile
  return onRoute(input, graphGet(graphPath(input.settings, id), { fields: 'name,username,profile_pic' }));
}

/** The newest conversation: refused when messages may not be read, which nothing else tells beforehand. */
export function conversationsNode(input: InstagramInput): PlatformRequest {
  const path = graphPath(input.settings, 'me', 'conversations');
  return onRoute(input, graphGet(path, { platform: 'instagram', limit: '1' }));
}

/** Where subscriptions are held: at the account, or at its Page. */
export function subscriptionEdge(input: InstagramInput): SubscriptionEdge {
  const { credentials } = input;
  if (routeOf(credentials) === 'page') return pageEdge(input, credentials.facebook_page_id ?? 'me');
  const { read, write } = pageEdge(input, credentials.instagram_business_account_id);
  return {
    // The token sees its own app alone, under an id that is not the one of the Facebook app.
    app_id: undefined,
    read: onRoute(input, read),
    write: (fields) => onRoute(input, write(fields)),
  };
}

/** Instagram Login has a host of its own, and takes no other tokens there. */
function onRoute({ credentials }: InstagramInput, request: PlatformRequest): PlatformRequest {
  return { ...request, base: baseOf(credentials) };
}
