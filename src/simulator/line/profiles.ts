import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { lineAnswer } from './answer.ts';
import { authorise, rates, takeRate } from './auth.ts';
import { refusals } from './errors.ts';
import { groupOf } from './recipients.ts';
import type { Channel, Fields, LineGroup, LineUser } from './state.ts';

function channelFor(c: Context<SimulatorEnv>, world: World, endpoint: string): Channel {
  const channel = authorise(c, world);
  takeRate(world, channel.id, endpoint, rates.ordinary);
  return channel;
}

/** `GET /v2/bot/info`. */
export function botInfo(c: Context<SimulatorEnv>, world: World): Response {
  const { bot } = channelFor(c, world, 'info');
  return lineAnswer(c, bot);
}

/** `GET /v2/bot/profile/{userId}`: friends, and strangers who wrote. */
export function profile(c: Context<SimulatorEnv>, world: World): Response {
  const channel = channelFor(c, world, 'profile');
  const id = c.req.param('userId') ?? '';
  const user = world.line.users.get(id);
  const relation = channel.relations.get(id);
  const known =
    relation !== undefined && !relation.blocked && (relation.friend || relation.wrote_at !== null);
  if (user === undefined || !known) throw refusals.notFound();
  return lineAnswer(c, {
    ...shortProfile(user),
    ...(user.status_message === null ? {} : { statusMessage: user.status_message }),
    ...(user.language === null ? {} : { language: user.language }),
  });
}

function shortProfile(user: LineUser): Fields {
  const picture = user.picture_url === null ? {} : { pictureUrl: user.picture_url };
  return { displayName: user.name, userId: user.id, ...picture };
}

/** `GET /v2/bot/followers/ids`. */
export function followers(c: Context<SimulatorEnv>, world: World): Response {
  channelFor(c, world, 'followers');
  // Only verified accounts may list their friends, and the simulated ones are not.
  throw refusals.notAvailable();
}

/** `GET /v2/bot/insight/followers`: how many added the account; counted once a day. */
export function followerInsight(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'insight', rates.insight);
  return lineAnswer(
    c,
    channel.friends === null ? { status: 'unready' } : { status: 'ready', ...channel.friends },
  );
}

function groupFor(c: Context<SimulatorEnv>, world: World, kind: 'group' | 'room'): LineGroup {
  const channel = channelFor(c, world, `${kind}:${c.req.routePath}`);
  const group = groupOf(world, channel, c.req.param('id') ?? '');
  if (group === null || group.kind !== kind) throw refusals.notFound();
  return group;
}

/** `GET /v2/bot/group/{groupId}/summary`. */
export function groupSummary(c: Context<SimulatorEnv>, world: World): Response {
  const group = groupFor(c, world, 'group');
  return lineAnswer(c, { groupId: group.id, groupName: group.name });
}

/** `GET /v2/bot/{group|room}/{id}/members/count`. */
export function memberCount(c: Context<SimulatorEnv>, world: World, kind: 'group' | 'room'): Response {
  return lineAnswer(c, { count: groupFor(c, world, kind).members.size });
}

/** `GET /v2/bot/{group|room}/{id}/members/ids`: for verified accounts only. */
export function memberIds(c: Context<SimulatorEnv>, world: World, kind: 'group' | 'room'): Response {
  groupFor(c, world, kind);
  throw refusals.notAvailable();
}

/** `GET /v2/bot/{group|room}/{id}/member/{userId}`. */
export function memberProfile(c: Context<SimulatorEnv>, world: World, kind: 'group' | 'room'): Response {
  const group = groupFor(c, world, kind);
  const user = world.line.users.get(c.req.param('userId') ?? '');
  if (user === undefined || !group.members.has(user.id)) throw refusals.notFound();
  return lineAnswer(c, shortProfile(user));
}

/** `POST /v2/bot/{group|room}/{id}/leave`. */
export function leave(c: Context<SimulatorEnv>, world: World, kind: 'group' | 'room'): Response {
  const group = groupFor(c, world, kind);
  group.channels.delete(c.get('record').account ?? '');
  return lineAnswer(c, {});
}

/** `GET /v2/bot/message/quota`. */
export function quota(c: Context<SimulatorEnv>, world: World): Response {
  const channel = channelFor(c, world, 'quota');
  return lineAnswer(c, channel.quota === null ? { type: 'none' } : { type: 'limited', value: channel.quota });
}

/** `GET /v2/bot/message/quota/consumption`. */
export function consumption(c: Context<SimulatorEnv>, world: World): Response {
  return lineAnswer(c, { totalUsage: channelFor(c, world, 'consumption').used });
}
