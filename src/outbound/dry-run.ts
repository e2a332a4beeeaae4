import type { Kysely } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { Quotas } from '../accounts/quotas.ts';
import type { OutboundContent } from '../conversations/content.ts';
import { threadKey } from '../conversations/conversation.ts';
import { currentConversation } from '../conversations/queries/conversations.ts';
import type { ConversationRow, Tables } from '../database/schema.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Identity, Thread } from '../platforms/item.ts';
import type { OutboundPart, PlatformRequest } from '../platforms/platform.ts';
import type { Verdict } from '../platforms/policy.ts';
import { type Asked, judge, objection, recipientOf, type Situation, usableHandle } from './can-send.ts';
import { type Addressee, threadOf, wrongAccount } from './destination.ts';
import { type Fallback, mayFallBack } from './fallback.ts';
import { situationOf } from './situation.ts';

/** A message that is only tried out. */
export interface Rehearsal {
  account: Account;
  to: Addressee;
  asked: Asked;
  parts: readonly OutboundContent[];
  reply_to: string | undefined;
  fallback: Fallback | undefined;
}

/** What would be sent. */
export interface Rehearsed {
  verdict: Verdict;
  /** The template would go in its place. */
  falls_back: boolean;
  /** In order, each with the positions of the parts it carries; without what authorises it. */
  requests: { request: PlatformRequest; parts: number[] }[];
}

/**
 * Makes the requests that a message would be sent with now, and stores nothing. They are made also where the verdict
 * is against it, since what is wrong with it may be looked for.
 *
 * @throws Problem 404 or 422 when it can go nowhere
 */
export async function rehearse(
  read: Kysely<Tables>,
  quotas: Quotas,
  { account, to, asked, parts, reply_to, fallback }: Rehearsal,
  now: number,
): Promise<Rehearsed> {
  const situation = await situationAt(read, quotas, account, to);
  const verdict = judge(situation, asked, now);
  const against = objection(verdict);
  const instead = fallback && against && mayFallBack({ fallback }, against) ? fallback.parts : undefined;
  const quoted = reply_to === undefined ? undefined : await quotedBy(read, account, reply_to);
  const contents = (instead ?? parts).map((content): OutboundContent => {
    const target = quoted?.platform_message_id;
    return content.type === 'reaction' && target ? { ...content, to: target } : content;
  });
  return {
    verdict,
    falls_back: instead !== undefined,
    requests: requestsFor(situation, verdict, outboundParts(contents, quoted), now),
  };
}

function outboundParts(
  contents: readonly OutboundContent[],
  quoted: OutboundPart['reply_to'],
): OutboundPart[] {
  return contents.map((content, index) => ({ content, ...(index === 0 && quoted && { reply_to: quoted }) }));
}

function requestsFor(
  situation: Situation,
  { verdict }: Verdict,
  parts: readonly OutboundPart[],
  now: number,
): Rehearsed['requests'] {
  const { platform, credentials, settings, externalId } = situation.account;
  const requests: Rehearsed['requests'] = [];
  let token = usableHandle(situation, now)?.token;
  for (let sent = 0; sent < parts.length; ) {
    const prepared = platform.send.prepare({
      ...{ credentials, settings, external_id: externalId, attempt_id: newId() },
      recipient: recipientOf(situation),
      parts: parts.slice(sent, sent + platform.limits.messages_per_request),
      ...(token !== undefined && { reply_token: token }),
      ...(verdict === 'as_human_agent' && { as: 'human_agent' as const }),
    });
    if (prepared.uses_reply_token) token = undefined;
    const positions = Array.from({ length: prepared.takes }, (_, index) => sent + index);
    requests.push({ request: prepared.request, parts: positions });
    sent += prepared.takes;
  }
  return requests;
}

async function situationAt(
  read: Kysely<Tables>,
  quotas: Quotas,
  account: Account,
  to: Addressee,
): Promise<Situation> {
  if ('conversation_id' in to) {
    const conversation = await currentConversation(read, account.workspaceId, to.conversation_id);
    if (!conversation) throw notFound('conversation', to.conversation_id);
    if (conversation.account_id !== account.id) throw wrongAccount();
    return situationOf(read, quotas, account, conversation);
  }
  const thread = threadOf(to.identity);
  const conversation = await conversationOf(read, account, to.identity, thread);
  if (conversation) return situationOf(read, quotas, account, conversation);
  const chat = { kind: thread.kind, thread_id: thread.id ?? null };
  return {
    account,
    conversation: { ...chat, last_inbound_at: null, window_ends_at: null, standby: 0 },
    identities: thread.kind === 'direct' ? [to.identity] : [],
    handles: [],
    subscribed: true,
    quota: quotas.of(account.id),
  };
}

async function conversationOf(
  read: Kysely<Tables>,
  { workspaceId, id: accountId }: Account,
  { kind, value }: Identity,
  thread: Thread,
): Promise<ConversationRow | undefined> {
  const known =
    thread.kind === 'direct'
      ? await read
          .selectFrom('contact_identities')
          .select('contact_id as id')
          .where('workspace_id', '=', workspaceId)
          .where('account_id', '=', accountId)
          .where('kind', '=', kind)
          .where('value', '=', value)
          .executeTakeFirst()
      : undefined;
  if (thread.kind === 'direct' && !known) return undefined;
  return read
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('thread_key', '=', threadKey(thread, known))
    .where('erased_at', 'is', null)
    .executeTakeFirst();
}

/** The message being answered as the platform knows it, by our id or the platform's. */
async function quotedBy(
  read: Kysely<Tables>,
  { workspaceId }: Account,
  id: string,
): Promise<OutboundPart['reply_to']> {
  const ours = await read
    .selectFrom('messages')
    .innerJoin('message_parts', (join) =>
      join
        .onRef('message_parts.workspace_id', '=', 'messages.workspace_id')
        .onRef('message_parts.message_id', '=', 'messages.id'),
    )
    .select(['message_parts.platform_message_id', 'message_parts.quote_token', 'messages.context'])
    .where('messages.workspace_id', '=', workspaceId)
    .where('messages.id', '=', id)
    .where('message_parts.position', '=', 0)
    .executeTakeFirst();
  if (!ours) return { platform_message_id: id };
  if (ours.platform_message_id === null) return undefined;
  const context: { quote_token?: string } = ours.context ? JSON.parse(ours.context) : {};
  const quote_token = context.quote_token ?? ours.quote_token;
  return { platform_message_id: ours.platform_message_id, ...(quote_token && { quote_token }) };
}
