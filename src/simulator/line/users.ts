import { hex, hexFrom } from '../ids.ts';
import type { World } from '../world.ts';
import type { Channel, LineGroup, LineUser, Relation } from './state.ts';

/** The person meant, known or new; what the description adds is learnt. */
export function userFrom(
  world: World,
  channel: Channel,
  input: {
    id?: string | undefined;
    name?: string | undefined;
    friend?: boolean | undefined;
    language?: string | undefined;
    picture_url?: string | undefined;
  },
): LineUser {
  const known =
    input.id === undefined
      ? [...world.line.users.values()].find((one) => input.name !== undefined && one.name === input.name)
      : world.line.users.get(input.id);
  const id = known?.id ?? input.id ?? `U${input.name === undefined ? hex(32) : hexFrom(input.name, 32)}`;
  const user = known ?? {
    id,
    name: `Customer ${id.slice(-4)}`,
    picture_url: null,
    status_message: null,
    language: null,
  };
  if (input.name !== undefined) user.name = input.name;
  if (input.language !== undefined) user.language = input.language;
  if (input.picture_url !== undefined) user.picture_url = input.picture_url;
  world.line.users.set(user.id, user);
  const relation = relationOf(channel, user.id);
  if (input.friend !== undefined) relation.friend = input.friend;
  return user;
}

/** What the channel and the person are to each other; people who appear have added the account before. */
export function relationOf(channel: Channel, userId: string): Relation {
  const known = channel.relations.get(userId);
  if (known !== undefined) return known;
  const relation: Relation = { friend: true, blocked: false, wrote_at: null };
  channel.relations.set(userId, relation);
  return relation;
}

/** A group, made when it is first spoken in. */
export function groupFrom(
  world: World,
  input: { id?: string | undefined; name?: string | undefined; kind?: 'group' | 'room' | undefined },
): LineGroup {
  const known = input.id === undefined ? undefined : world.line.groups.get(input.id);
  if (known !== undefined) return known;
  const kind = input.kind ?? 'group';
  const id = input.id ?? `${kind === 'group' ? 'C' : 'R'}${hex(32)}`;
  const group: LineGroup = { kind, id, name: input.name ?? 'Group', members: new Set(), channels: new Set() };
  world.line.groups.set(id, group);
  return group;
}
