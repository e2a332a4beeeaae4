import type { Failure } from '../../errors.ts';
import type { AccountCare, AccountInfo, ConnectingWay, Profile, ProfileInput } from '../account-care.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { appFieldGuide } from '../meta/console.ts';
import { messagingStanding } from '../meta/messaging-standing.ts';
import { compact, numberAt, textAt } from '../readers.ts';
import { accountIn, checkCredentials, readMessagingRight } from './credential-check.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';
import { abilities } from './limits.ts';
import { accountNode, type InstagramInput, personNode } from './nodes.ts';
import { renewal } from './renewal.ts';
import { readSubscription, setupWebhook } from './subscription.ts';

const loginPage = 'developers.facebook.com/apps > your app > Instagram > API setup with Instagram login';

const ways: readonly ConnectingWay[] = [
  {
    name: 'instagram-login',
    title: 'With Instagram Login, without a Facebook Page',
    fields: [
      {
        name: 'access_token',
        title: 'Instagram access token',
        where: `${loginPage} > Generate access tokens > Generate token, beside the account.`,
        secret: true,
        optional: false,
      },
      {
        name: 'instagram_business_account_id',
        title: 'Instagram account ID',
        where: 'On the same page, under the name of the account (17841…).',
        secret: false,
        optional: false,
      },
      {
        name: 'app_secret',
        title: 'Instagram app secret',
        where: `${loginPage}, at the top: Instagram app secret > Show. It is not the one of App settings > Basic.`,
        secret: true,
        optional: false,
      },
    ],
  },
  {
    name: 'page',
    title: 'Through the Facebook Page the account is linked to',
    fields: [
      {
        name: 'page_access_token',
        title: 'Page access token',
        where:
          'developers.facebook.com/tools/explorer > User or Page > the Page, with the permissions for messages.',
        secret: true,
        optional: false,
      },
      {
        name: 'facebook_page_id',
        title: 'Page ID',
        where: 'The Page on facebook.com > About > Page transparency > Page ID.',
        secret: false,
        optional: false,
      },
      {
        name: 'instagram_business_account_id',
        title: 'Instagram account ID',
        where: 'business.facebook.com/settings > Accounts > Instagram accounts > the account (17841…).',
        secret: false,
        optional: false,
      },
      ...appFieldGuide,
    ],
  },
];

/** What a professional account shows of itself, and how its webhooks are subscribed. */
export const care = {
  ways,
  validateCredentials: checkCredentials,
  accountInfo,
  webhookState: readSubscription,
  setupWebhook,
  contactProfile,
  renewal,
} satisfies AccountCare<InstagramCredentials>;

// https://developers.facebook.com/docs/instagram-platform/reference/ig-user
const infoFields = [
  ...['id', 'username', 'name', 'profile_picture_url', 'biography', 'website'],
  ...['followers_count', 'follows_count', 'media_count'],
];
/** Fields that only Instagram Login has. */
const loginFields = ['user_id', 'account_type'];

function* accountInfo(input: InstagramInput): Dialogue<AccountInfo | Failure> {
  const isLogin = routeOf(input.credentials) === 'login';
  const reply = yield* ask(accountNode(input, isLogin ? [...infoFields, ...loginFields] : infoFields));
  if (!reply.ok) return failureOf(reply);
  const { id, user_id, ...details } = accountIn(reply.body);
  const { subscribed } = yield* readSubscription(input);
  const standing = messagingStanding(yield* readMessagingRight(input), reply.headers);
  const username = textAt(details, 'username');
  return {
    page_id: textAt({ user_id }, 'user_id') ?? textAt({ id }, 'id') ?? input.external_id ?? '',
    page_name: textAt(details, 'name') ?? username ?? null,
    page_url: username === undefined ? null : `https://www.instagram.com/${encodeURIComponent(username)}`,
    avatar_url: textAt(details, 'profile_picture_url') ?? null,
    follower_count: numberAt(details, 'followers_count') ?? null,
    // Instagram tells of people whether they are verified, but not of the account itself.
    verification_status: null,
    capabilities: capabilitiesOf(abilities, {
      sends: standing.can_send !== 'no',
      receives: subscribed !== false,
    }),
    standing,
    details,
  };
}

/** People who wrote are shown; of others, such as those who only commented, nothing is told. */
function* contactProfile(input: InstagramInput, { identities }: ProfileInput): Dialogue<Profile | Failure> {
  const person = identities.find(({ kind }) => kind === 'igsid')?.value;
  if (person === undefined) return {};
  const reply = yield* ask(personNode(input, person));
  if (!reply.ok) return needsConsent(reply.failure) ? {} : failureOf(reply);
  return compact({
    name: textAt(reply.body, 'name'),
    username: textAt(reply.body, 'username'),
    picture_url: textAt(reply.body, 'profile_pic'),
  });
}

function needsConsent({ code }: Failure): boolean {
  return code === '230' || code.startsWith('230/');
}
