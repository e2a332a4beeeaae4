import type { Failure } from '../../errors.ts';
import type {
  AccountCare,
  AccountInfo,
  CareInput,
  ConnectingWay,
  CredentialReport,
  Profile,
  ProfileInput,
} from '../account-care.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { ask, type Dialogue, failureOf, type Reply } from '../dialogue.ts';
import { credentialReport, unreachable } from '../findings.ts';
import { appFieldGuide } from '../meta/console.ts';
import { messagingStanding } from '../meta/messaging-standing.ts';
import { checkPageToken } from '../meta/page-token.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import { checkToken, mayUse } from '../meta/token-check.ts';
import { compact, numberAt, objectAt, textAt } from '../readers.ts';
import type { MessengerCredentials } from './credentials.ts';
import { abilities } from './limits.ts';
import { readSubscription, setupWebhook } from './subscription.ts';

type Input = CareInput<MessengerCredentials>;

const ways: readonly ConnectingWay[] = [
  {
    name: 'page',
    title: 'With a Facebook Page',
    fields: [
      {
        name: 'page_access_token',
        title: 'Page access token',
        where:
          'developers.facebook.com/apps > your app > Messenger > Messenger API Settings > Generate access tokens.',
        secret: true,
        optional: false,
      },
      {
        name: 'page_id',
        title: 'Page ID',
        where: 'On the same page, under the name of the Page.',
        secret: false,
        optional: false,
      },
      ...appFieldGuide,
    ],
  },
];

/** What a Page shows of itself, and how its webhooks are subscribed. */
export const care = {
  ways,
  validateCredentials,
  accountInfo,
  webhookState: readSubscription,
  setupWebhook,
  contactProfile,
} satisfies AccountCare<MessengerCredentials>;

// To send and receive, and to subscribe: https://developers.facebook.com/docs/messenger-platform/overview
const sending = 'pages_messaging';
const permissions = [sending, 'pages_manage_metadata'];

function question({ page_access_token, page_id }: MessengerCredentials, refusal: Failure | null) {
  return { token: page_access_token, wanted: permissions, targets: [page_id], refusal };
}

/** Whether Meta takes the token, and it is the one of this Page. */
function* validateCredentials(input: Input): Dialogue<CredentialReport> {
  const { page_access_token: token, page_id } = input.credentials;
  const page = yield* checkPageToken(input, { page_id, token });
  if (page.silent && page.refusal) return unreachable(page.refusal);
  const check = yield* checkToken(input, question(input.credentials, page.refusal));
  return credentialReport([page, check], {
    external_id: page.page_id,
    expires_at: check.expires_at,
    permissions: check.permissions,
  });
}

/** Most need pages_read_engagement; id and name every token of the Page may read. */
const infoFields = {
  all: 'id,name,username,link,picture,followers_count,fan_count,verification_status',
  least: 'id,name',
};

/** https://developers.facebook.com/docs/graph-api/reference/page/ */
function* accountInfo(input: Input): Dialogue<AccountInfo | Failure> {
  const { credentials } = input;
  const reply = yield* readPage(input);
  if (!reply.ok) return failureOf(reply);
  const { subscribed } = yield* readSubscription(input);
  const check = yield* checkToken(input, question(credentials, null));
  const standing = messagingStanding(mayUse(check, sending), reply.headers);
  const { id: _, ...details } = reply.body;
  return {
    page_id: textAt(reply.body, 'id') ?? credentials.page_id,
    page_name: textAt(details, 'name') ?? null,
    page_url: textAt(details, 'link') ?? null,
    avatar_url: textAt(objectAt(objectAt(details, 'picture'), 'data'), 'url') ?? null,
    follower_count: numberAt(details, 'followers_count') ?? numberAt(details, 'fan_count') ?? null,
    verification_status: textAt(details, 'verification_status') ?? null,
    capabilities: capabilitiesOf(abilities, {
      sends: standing.can_send !== 'no',
      receives: subscribed !== false,
    }),
    standing,
    details,
  };
}

function* readPage({ credentials, settings }: Input): Dialogue<Reply> {
  const path = graphPath(settings, credentials.page_id);
  const reply = yield* ask(graphGet(path, { fields: infoFields.all }));
  const isPartial = !reply.ok && ['permission', 'content_rejected'].includes(reply.failure.kind);
  return isPartial ? yield* ask(graphGet(path, { fields: infoFields.least })) : reply;
}

/**
 * Name and picture, where the app may read profiles: without the right the answer is empty.
 * https://developers.facebook.com/docs/messenger-platform/identity/user-profile
 */
function* contactProfile(input: Input, { identities }: ProfileInput): Dialogue<Profile | Failure> {
  const person = identities.find(({ kind }) => kind === 'psid')?.value;
  if (person === undefined) return {};
  const fields = 'name,first_name,last_name,profile_pic';
  const reply = yield* ask(graphGet(graphPath(input.settings, person), { fields }));
  if (!reply.ok) return tellsNothing(reply.failure) ? {} : failureOf(reply);
  const parts = [textAt(reply.body, 'first_name'), textAt(reply.body, 'last_name')];
  const joined = parts.filter((part) => part !== undefined).join(' ');
  return compact({
    name: textAt(reply.body, 'name') ?? (joined || undefined),
    picture_url: textAt(reply.body, 'profile_pic'),
  });
}

// No consent, no right to profiles, an account that has only a phone number:
// https://developers.facebook.com/docs/messenger-platform/error-codes
const harmless = /^230(\/|$)|(^|\/)(2018247|2018218)$/;

function tellsNothing({ code }: Failure): boolean {
  return harmless.test(code);
}
