import { z } from 'zod';
import { type Presence, presenceStates } from '../../conversations/presence.ts';
import { findConversation } from '../../conversations/queries/conversations.ts';
import type { Database } from '../../database/database.ts';
import { notFound, Problem } from '../../errors.ts';
import type { Members } from '../../workspaces/members.ts';
import { type Route, route } from '../route.ts';

/** What telling who is here needs. */
export interface PresenceRoutes {
  database: Database;
  members: Members;
  presence: Presence;
}

const presenceSchema = z
  .object({
    data: z.array(z.object({ member_id: z.string(), name: z.string(), state: z.enum(presenceStates) })),
  })
  .meta({ id: 'PresenceOfOthers', description: 'Who else has the conversation open.' });

/** Who looks at a conversation at this moment. */
export function presenceRoutes(rooms: PresenceRoutes): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/conversations/{id}/presence',
      scope: 'read',
      tags: ['Conversations'],
      summary: 'Say that you are here, and see who else is',
      description:
        'With a member’s key. To be repeated every few seconds: whoever was not heard of for 15 seconds is not here any more. It is kept in memory alone and is no event.',
      params: z.object({ id: z.string() }),
      body: z.strictObject({ state: z.enum(presenceStates) }).meta({ id: 'OwnPresence' }),
      example: { state: 'viewing' },
      answers: { 200: { description: 'The others.', schema: presenceSchema } },
      async handle({ params: { id }, body: { state }, caller }) {
        const { workspaceId, memberId } = caller;
        if (memberId === null) throw nobody();
        const { name } = await rooms.members.get(workspaceId, memberId);
        if (!(await findConversation(rooms.database.read, caller, id))) throw notFound('conversation', id);
        await rooms.presence.tell({ conversationId: id, memberId, name, state });
        return { status: 200, body: { data: rooms.presence.othersIn(id, memberId) } };
      },
    }),
  ];
}

function nobody(): Problem {
  return new Problem({
    status: 403,
    code: 'presence_needs_member',
    detail: 'Only a member can be seen by others.',
    fix: 'Use the key of a member.',
  });
}
