import type { MessageRow, PlatformMessageRow } from '../../database/schema.ts';
import type { InboundItem } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';

/**
 * The name under which the same thing is known whichever route has told it, in the place of a platform's id;
 * undefined where there is only one route.
 */
export function twinIdOf({ twin }: InboundItem): string | undefined {
  return twin === undefined ? undefined : `twin:${twin}`;
}

/**
 * Whom an item concerns that another route has told before: its own id then leads to the message of the first, so
 * that answers, reactions and receipts find it by either. Undefined: it is the first.
 */
export function recallTwin(scene: ItemScene): Concerned | undefined {
  const twin = twinRow(scene);
  if (!twin?.message_id || isOfThisRequest(scene, twin.message_id)) return undefined;
  const own = ownRow(scene);
  if (own?.message_id) return undefined;
  if (own) addName(scene, own, { message_id: twin.message_id, conversation_id: twin.conversation_id });
  const message = scene.store.messages.rows.get(scene.owner.workspaceId, twin.message_id);
  return { contact_id: message?.contact_id ?? null, conversation_id: twin.conversation_id };
}

/** Lets what another route will tell of this message be recognised. */
export function rememberTwin(scene: ItemScene, message: Pick<MessageRow, 'id' | 'conversation_id'>): void {
  const twin = twinRow(scene);
  if (!twin || twin.message_id) return;
  addName(scene, twin, { message_id: message.id, conversation_id: message.conversation_id });
}

/** Two messages of one request are two, however alike they are. */
function isOfThisRequest({ store, owner, raw }: ItemScene, messageId: string): boolean {
  return store.messages.rows.get(owner.workspaceId, messageId)?.raw_id === raw.id;
}

function twinRow({ store, owner, item }: ItemScene): PlatformMessageRow | undefined {
  const id = twinIdOf(item);
  return id === undefined
    ? undefined
    : store.messages.platformMessages.get(owner.workspaceId, owner.accountId, id);
}

function ownRow({ store, owner, item }: ItemScene): PlatformMessageRow | undefined {
  if (!('platform_message_id' in item) || item.platform_message_id === undefined) return undefined;
  return store.messages.platformMessages.get(owner.workspaceId, owner.accountId, item.platform_message_id);
}

function addName(
  { store }: ItemScene,
  row: PlatformMessageRow,
  known: Pick<PlatformMessageRow, 'message_id' | 'conversation_id'>,
): void {
  store.messages.platformMessages.change(row, { ...known, position: -1, tombstone: null, echo: null });
}
