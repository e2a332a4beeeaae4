import type { AccountDirectory } from '../accounts/directory.ts';
import { conversationStore } from '../conversations/store.ts';
import type { Batch } from '../database/writer.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import type { AcceptOptions } from './accept.ts';
import { type ItemScene, ownerOf } from './acceptance.ts';
import { echoJobKind, isOurs, mayBeOurs, type WaitingEcho } from './apply/echoes.ts';
import { importEcho } from './apply/messages.ts';
import { recallTwin, twinIdOf } from './apply/twins.ts';

/** What deciding about echoes needs. */
type EchoOptions = Omit<AcceptOptions, 'hash'> & { directory: AccountDirectory };

/**
 * Decides about echoes that waited: one that a send of ours has claimed meanwhile is ours, one whose
 * conversation still has a send under way waits on, any other was typed in the platform's own app.
 */
export function echoHandler(options: EchoOptions): JobHandler<null, null> {
  return {
    kind: echoJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async () => null,
    async settle(batch, runs) {
      const outcomes: Outcome[][] = [];
      for (const { jobs } of runs) {
        const [job] = jobs;
        outcomes.push(job ? [await resolve(options, batch, job)] : []);
      }
      return outcomes;
    },
  };
}

async function resolve(options: EchoOptions, batch: Batch, job: Job): Promise<Outcome> {
  const now = options.now();
  const accountId = job.target.slice('echo:'.length);
  const account = options.directory.get(accountId);
  if (!account) return { type: 'done' };
  const store = conversationStore(batch, now);
  const owner = ownerOf(account);
  // Not claimed: of a person who was erased meanwhile nothing is to be made anew.
  await store.messages.platformMessages.load([[owner.workspaceId, owner.accountId, job.reference]]);
  const row = store.messages.platformMessages.get(owner.workspaceId, owner.accountId, job.reference);
  if (!row?.echo || row.message_id) return { type: 'done' };
  const { item, raw, conversation_id }: WaitingEcho = JSON.parse(row.echo);
  const scene: ItemScene<typeof item> = {
    ...{ batch, store, now, item, account, owner, raw },
    receivedAt: now,
    origin: 'live',
    echoWaitMs: options.echoWaitMs,
    profileRefreshMs: options.profileRefreshMs,
    interest: options.interest,
  };
  // Its twin of another route may have come meanwhile, and was ours.
  const twin = twinIdOf(item);
  if (twin) await store.messages.platformMessages.load([[owner.workspaceId, owner.accountId, twin]]);
  if (recallTwin(scene)) return { type: 'done' };
  if (await isOurs(scene, conversation_id)) return { type: 'done' };
  if (await mayBeOurs(batch, scene, conversation_id)) {
    return {
      type: 'park',
      until: now + options.echoWaitMs,
      reason: 'a send of this conversation is under way',
    };
  }
  if (item.person) await store.contacts.load([{ owner, identities: item.person.identities }]);
  await importEcho(scene);
  return { type: 'done' };
}
