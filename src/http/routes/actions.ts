import { z } from 'zod';
import type { AccountDirectory } from '../../accounts/directory.ts';
import { currentConversation } from '../../conversations/queries/conversations.ts';
import { notFound } from '../../errors.ts';
import { type ActionOptions, performAction } from '../../outbound/actions.ts';
import { type Route, route } from '../route.ts';

/** Signs to a person that are no messages. */
export function actionRoutes(rooms: ActionOptions & { directory: AccountDirectory }): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/conversations/{id}/actions',
      scope: 'inbox',
      tags: ['Conversations'],
      summary: 'Show typing, or mark as read',
      description: 'Done at once and never repeated; 422 where the platform has no such sign for this chat.',
      params: z.object({ id: z.string() }),
      body: z.object({ action: z.enum(['typing', 'mark_read']) }),
      example: { action: 'typing' },
      answers: { 204: { description: 'The platform has taken it.' } },
      async handle({ params: { id }, body, caller }) {
        const { read } = rooms.database;
        const conversation = await currentConversation(read, caller.workspaceId, id);
        const account = conversation && (await rooms.directory.find(conversation.account_id));
        if (!conversation || !account) throw notFound('conversation', id);
        await performAction(rooms, account, conversation, body.action);
        return { status: 204 };
      },
    }),
  ];
}
