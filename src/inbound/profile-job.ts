import type { ContactRow } from '../database/schema.ts';
import type { InboundItem } from '../platforms/item.ts';
import { priorities, putJob } from '../work/jobs.ts';
import type { ItemScene } from './acceptance.ts';

/** The kind of the jobs that ask for people's names and pictures; the reference is the contact. */
export const profileJobKind = 'profile';

/** What such a job carries along. */
export interface ProfileJob {
  /** The group or room in which the person was met. */
  thread_id?: string;
}

/** The target of an account's profiles: nothing that is sent waits for them. */
export function profileTarget(accountId: string): string {
  return `profile:${accountId}`;
}

/** The account of a target made by {@link profileTarget}. */
export function accountOfProfiles(target: string): string {
  return target.slice('profile:'.length);
}

/**
 * Lets the profile of somebody who has just done something be asked for, when it is not known or has grown old.
 * Noted with the contact, which is written anyway: so it is asked for once, however much they write meanwhile.
 */
export function askForProfile(scene: ItemScene, contact: ContactRow): void {
  const { batch, store, owner, item, account, now } = scene;
  if (!account.platform.care.contactProfile || !showsSomebody(item)) return;
  const { profile_checked_at: checked, name, picture_url } = contact;
  const isDue =
    checked === null ? name === null || picture_url === null : checked + scene.profileRefreshMs <= now;
  if (!isDue) return;
  store.contacts.contacts.change(contact, { profile_checked_at: now });
  const thread = 'thread' in item ? item.thread : undefined;
  const payload: ProfileJob = thread?.id && thread.kind !== 'direct' ? { thread_id: thread.id } : {};
  const job = {
    workspace_id: owner.workspaceId,
    target: profileTarget(owner.accountId),
    lane: contact.id,
    kind: profileJobKind,
    reference: contact.id,
    payload,
    priority: priorities.bulk,
  };
  putJob(batch, job, now);
}

/** Whether a person did something themselves just now, or came in. */
function showsSomebody(item: InboundItem): boolean {
  switch (item.kind) {
    case 'message':
      return item.direction === 'in' && !item.imported;
    case 'reaction':
      return item.direction === 'in';
    case 'subscription':
      return item.subscribed;
    case 'group':
      return item.event !== 'group.members_left' && item.event !== 'group.left';
    case 'postback':
    case 'notice':
      return true;
    default:
      return false;
  }
}
