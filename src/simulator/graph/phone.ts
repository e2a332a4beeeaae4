import { ControlRefusal } from '../control-refusal.ts';
import type { ChatSigns, InboxEntry, Phones } from '../phones.ts';
import type { World } from '../world.ts';
import type { MessageBody } from './bodies/message.ts';
import { personById, userIdOf } from './people.ts';
import { type BusinessNumber, chatOf, type MessageRecord, type Person } from './state.ts';
import { report } from './statuses.ts';
import { renderedBody } from './template-check.ts';

const visible = new Set(['delivered', 'read', 'played']);

/** What WhatsApp shows on the phones of customers. */
export function whatsAppPhones(world: World): Phones {
  const data: InboxEntry[] = [];
  const chats: ChatSigns[] = [];
  for (const record of world.graph.messages.values()) {
    // Reactions only ever get as far as "sent".
    const shown = visible.has(record.state) || (record.state === 'sent' && record.body.type === 'reaction');
    if (record.direction === 'out' && shown) data.push(...entriesOf(world, record));
  }
  for (const number of world.graph.numbers.values()) {
    for (const person of world.graph.people.values()) {
      const chat = world.graph.chats.get(`${number.id}|${person.key}`);
      if (chat === undefined) continue;
      const { read_up_to, typing_until } = chat;
      const user = userOf(world, number, person);
      chats.push({
        platform: 'whatsapp',
        account: number.id,
        user,
        group_id: null,
        read_up_to,
        typing_until,
      });
    }
  }
  return { data, chats };
}

function userOf(world: World, number: BusinessNumber, person: Person): InboxEntry['user'] {
  return { id: userIdOf(world.graph, person, number), name: person.name, phone: person.phone };
}

function entriesOf(world: World, record: MessageRecord): InboxEntry[] {
  const people = record.group === null ? [record.person] : record.group.members;
  return people.flatMap((person) => {
    if (person === null) return [];
    return {
      platform: 'whatsapp' as const,
      account: record.number.id,
      message_id: record.id,
      user: userOf(world, record.number, person),
      group_id: record.group?.id ?? null,
      at: record.at,
      status: record.state,
      text: textOf(record),
      body: record.body,
    };
  });
}

function textOf(record: MessageRecord): string {
  // Only checked bodies become outgoing messages.
  const body = record.body as MessageBody;
  switch (body.type) {
    case 'text':
      return body.text.body;
    case 'image':
      return body.image.caption ?? '';
    case 'video':
      return body.video.caption ?? '';
    case 'document':
      return body.document.caption ?? '';
    case 'interactive':
      return body.interactive.body?.text ?? '';
    case 'reaction':
      return body.reaction.emoji;
    case 'template':
      return record.template === null ? '' : renderedBody(record.template, body.template);
    default:
      return '';
  }
}

/** The customer reads everything that has arrived; answers how many messages that were. */
export async function openWhatsAppChat(
  world: World,
  account: string,
  user: string,
  play: boolean,
): Promise<number> {
  const number = world.graph.numbers.get(account);
  if (number === undefined) throw new ControlRefusal(404, `There is no WhatsApp number ${account}.`);
  const { portfolio_id } = number.account;
  const person =
    personById(world.graph, portfolio_id, user) ?? world.graph.people.get(user.replace(/\D/g, ''));
  if (person === undefined) throw new ControlRefusal(404, `There is no customer ${user}.`);
  const records = chatOf(world.graph, number, person).messages.filter((one) => one.direction === 'out');
  const unread = records.filter((one) => one.state === 'delivered');
  const reports = unread.map((record) => report(world, record, 'read'));
  const unheard = play ? records.filter((one) => one.state === 'read' && isVoice(one)) : [];
  await Promise.all([...reports, ...unheard.map((record) => report(world, record, 'played'))]);
  return unread.length;
}

function isVoice(record: MessageRecord): boolean {
  // As above: outgoing bodies are checked ones.
  const body = record.body as MessageBody;
  return body.type === 'audio' && body.audio.voice === true;
}
