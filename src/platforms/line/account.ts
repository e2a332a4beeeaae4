import type { Failure } from '../../errors.ts';
import type {
  AccountCare,
  AccountInfo,
  CareInput,
  ConnectingWay,
  Profile,
  ProfileInput,
} from '../account-care.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { compact, type Json, numberAt, textAt } from '../readers.ts';
import { get } from './calls.ts';
import { checkCredentials } from './credential-check.ts';
import type { LineCredentials } from './credentials.ts';
import { abilities } from './limits.ts';
import { readQuota, readStanding } from './quota.ts';
import { readEndpoint, setupWebhook } from './subscription.ts';

const secretField = {
  name: 'channel_secret',
  title: 'Channel secret',
  where: 'developers.line.biz/console > your channel > Basic settings > Channel secret.',
  secret: true,
  optional: false,
};

const ways: readonly ConnectingWay[] = [
  {
    name: 'channel-id',
    title: 'With the channel ID: access tokens are made from it and the secret',
    fields: [
      {
        name: 'channel_id',
        title: 'Channel ID',
        where: 'developers.line.biz/console > your channel > Basic settings > Channel ID.',
        secret: false,
        optional: false,
      },
      secretField,
    ],
  },
  {
    name: 'long-lived-token',
    title: 'With a long-lived channel access token',
    fields: [
      {
        name: 'channel_access_token',
        title: 'Channel access token',
        where: 'developers.line.biz/console > your channel > Messaging API > Channel access token > Issue.',
        secret: true,
        optional: false,
      },
      secretField,
    ],
  },
];

/** What an official account shows of itself, and how its webhook is set. */
export const care = {
  ways,
  validateCredentials: checkCredentials,
  accountInfo,
  webhookState: readEndpoint,
  setupWebhook,
  contactProfile,
  quota: readQuota,
} satisfies AccountCare<LineCredentials>;

/** https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
function* accountInfo(input: CareInput<LineCredentials>): Dialogue<AccountInfo | Failure> {
  const reply = yield* ask(get('/v2/bot/info'));
  if (!reply.ok) return failureOf(reply);
  const { userId: _, ...bot } = reply.body;
  const lineId = textAt(bot, 'premiumId') ?? textAt(bot, 'basicId');
  const { status: __, ...friends } = yield* readFollowers(input.now);
  const { subscribed } = yield* readEndpoint(input);
  const standing = yield* readStanding(input);
  return {
    page_id: textAt(reply.body, 'userId') ?? input.external_id ?? '',
    page_name: textAt(bot, 'displayName') ?? null,
    page_url: lineId === undefined ? null : shareLink(lineId),
    avatar_url: textAt(bot, 'pictureUrl') ?? null,
    follower_count: numberAt(friends, 'followers') ?? null,
    // LINE tells nobody whether an account is verified.
    verification_status: null,
    capabilities: capabilitiesOf(abilities, {
      sends: standing.can_send !== 'no',
      receives: subscribed !== false,
    }),
    standing,
    details: { ...bot, ...friends },
  };
}

/** https://developers.line.biz/en/docs/messaging-api/sharing-bot/ */
function shareLink(lineId: string): string {
  return `https://line.me/R/ti/p/${encodeURIComponent(lineId)}`;
}

const hour = 60 * 60 * 1000;

/**
 * Everybody who ever added the account, and how many of them blocked it; nothing while LINE has not counted.
 * LINE counts days in UTC+9 and has a day's number on the next one, often late, so the day before yesterday is
 * the newest that is surely there.
 * https://developers.line.biz/en/reference/messaging-api/#get-number-of-followers
 */
function* readFollowers(now: number): Dialogue<Json> {
  const day = new Date(now + 9 * hour - 48 * hour).toISOString().slice(0, 10).replaceAll('-', '');
  const reply = yield* ask(get(`/v2/bot/insight/followers?date=${day}`));
  return reply.ok && textAt(reply.body, 'status') === 'ready' ? reply.body : {};
}

/**
 * Friends, and strangers who wrote; in a group or room every member.
 * https://developers.line.biz/en/reference/messaging-api/#get-profile
 */
function* contactProfile(
  _input: CareInput<LineCredentials>,
  { identities, thread_id }: ProfileInput,
): Dialogue<Profile | Failure> {
  const user = identities.find(({ kind }) => kind === 'user')?.value;
  if (user === undefined) return {};
  const reply = yield* ask(get(profilePath(user, thread_id)));
  if (reply.ok) {
    return compact({
      name: textAt(reply.body, 'displayName'),
      picture_url: textAt(reply.body, 'pictureUrl'),
      locale: textAt(reply.body, 'language'),
    });
  }
  const failure = failureOf(reply);
  // Unknown, blocked, no friend, no consent: LINE does not say which, and there is nothing to learn.
  return failure.kind === 'not_found' ? {} : failure;
}

function profilePath(user: string, thread: string | undefined): string {
  if (thread === undefined) return `/v2/bot/profile/${encodeURIComponent(user)}`;
  const kind = thread.startsWith('R') ? 'room' : 'group';
  return `/v2/bot/${kind}/${encodeURIComponent(thread)}/member/${encodeURIComponent(user)}`;
}
