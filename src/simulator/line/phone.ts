import type { ChatSigns, InboxEntry, Phones } from '../phones.ts';
import type { World } from '../world.ts';
import type { Fields } from './state.ts';

/** What LINE shows on the phones of customers: nothing from accounts they blocked. */
export function onLine(world: World): Phones {
  const data: InboxEntry[] = [];
  for (const message of world.line.messages.values()) {
    if (message.direction !== 'out') continue;
    for (const id of message.seen_by) {
      data.push({
        platform: 'line',
        account: message.channel.id,
        message_id: message.id,
        user: { id, name: world.line.users.get(id)?.name ?? '' },
        group_id: message.chat.kind === 'user' ? null : message.chat.id,
        at: message.at,
        status: 'received',
        text: textOf(message.body),
        body: message.body,
      });
    }
  }
  return { data, chats: signs(world) };
}

function signs(world: World): ChatSigns[] {
  return [...world.line.presence].map(([key, presence]) => {
    const [account = '', chatId = ''] = key.split('|');
    const user = world.line.users.get(chatId);
    return {
      platform: 'line' as const,
      account,
      user: user === undefined ? null : { id: user.id, name: user.name },
      group_id: user === undefined ? chatId : null,
      read_up_to: presence.read_up_to,
      typing_until: presence.loading_until,
    };
  });
}

function textOf(body: Fields): string {
  if (typeof body.text === 'string') return body.text;
  return typeof body.altText === 'string' ? body.altText : '';
}
