import type { Account } from '../accounts/account.ts';
import { careInput, converse } from '../accounts/dialogue.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Clock } from '../clock.ts';
import { applyProfile } from '../conversations/contact-profile.ts';
import { conversationStore } from '../conversations/store.ts';
import type { Database } from '../database/database.ts';
import type { Batch, WriteKind, Writer } from '../database/writer.ts';
import { type Failure, isPassing } from '../errors.ts';
import type { Profile } from '../platforms/account-care.ts';
import { isFailure } from '../platforms/findings.ts';
import type { Identity } from '../platforms/item.ts';
import { type Backoff, backoffDelay } from '../work/backoff.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { ownerOf } from './acceptance.ts';
import { accountOfProfiles, type ProfileJob, profileJobKind } from './profile-job.ts';

/** What asking for profiles needs. */
export interface ProfileOptions {
  database: Database;
  writer: Writer;
  directory: AccountDirectory;
  client: PlatformClient;
  clock: Clock;
  backoff: Backoff;
}

// A picture is not worth more; whoever writes again is asked for again.
const tries = 3;
// Where the platform does not say how long it wants to be left alone.
const throttledMs = 60_000;

/** Asks platforms for names and pictures of people. A failure is harmless: the contact stays as it is. */
export function profileHandler(options: ProfileOptions): JobHandler<null, Outcome> {
  const keep = profileKind(() => options.clock.now());
  return {
    kind: profileJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run([job]) {
      return job ? fetchProfile(options, job, (learnt) => options.writer.add(keep, learnt)) : done;
    },
    settle: async (_batch, runs) =>
      runs.map(({ jobs, result }) => jobs.map((job) => settled(options, job, result))),
  };
}

const done: Outcome = { type: 'done' };

/** What was learnt of somebody; null: nothing, and it is to be asked for again. */
interface Learnt {
  account: Account;
  contactId: string;
  profile: Profile | null;
}

async function fetchProfile(
  options: ProfileOptions,
  job: Job,
  keep: (learnt: Learnt) => Promise<void>,
): Promise<Outcome> {
  const { client, clock, directory } = options;
  const account = await directory.find(accountOfProfiles(job.target));
  const ask = account?.platform.care.contactProfile;
  const identities = await identitiesOf(options.database, job);
  if (!account || !ask || identities.length === 0) return done;
  const { thread_id }: ProfileJob = JSON.parse(job.payload);
  const wanted = { identities, ...(thread_id !== undefined && { thread_id }) };
  const found = await converse(client, account, ask(careInput(account, clock.now()), wanted));
  const again = isFailure(found) ? nextTry(options, job, found) : null;
  if (again) return again;
  await keep({ account, contactId: job.reference, profile: isFailure(found) ? null : found });
  return done;
}

/** What follows from a failure; null when it is given up. */
function nextTry({ backoff }: ProfileOptions, job: Job, failure: Failure): Outcome | null {
  const reason = `${failure.code}: ${failure.cause}`;
  if (failure.kind === 'rate_limited') {
    return { type: 'pause', after_ms: failure.retry_after_ms ?? throttledMs, reason };
  }
  const failures = job.attempts + 1;
  if (!isPassing(failure) || failures >= tries) return null;
  return { type: 'retry', after_ms: backoffDelay(backoff, failures, failure.retry_after_ms), reason };
}

/** An error is a mistake of ours, or the database was away. */
function settled({ backoff }: ProfileOptions, job: Job, result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  const failures = job.attempts + 1;
  if (failures >= tries) return done;
  return { type: 'retry', after_ms: backoffDelay(backoff, failures, undefined), reason: result.message };
}

/** The ids of a contact, or of the one they were merged into; none when they are gone. */
async function identitiesOf({ read }: Database, { workspace_id, reference }: Job): Promise<Identity[]> {
  let id = reference;
  for (;;) {
    const contact = await read
      .selectFrom('contacts')
      .select('merged_into')
      .where('workspace_id', '=', workspace_id)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!contact?.merged_into) break;
    id = contact.merged_into;
  }
  return read
    .selectFrom('contact_identities')
    .select(['kind', 'value'])
    .where('workspace_id', '=', workspace_id)
    .where('contact_id', '=', id)
    .execute();
}

/**
 * Stores profiles, by themselves: together with what sends have come to, people would be locked after messages,
 * and two processes could stop each other.
 */
function profileKind(now: () => number): WriteKind<Learnt, void> {
  return {
    name: 'profile',
    async apply(batch, all) {
      const keys = all.map(({ account, contactId }) => ({ workspaceId: account.workspaceId, id: contactId }));
      const time = now();
      await conversationStore(batch, time).contacts.loadIds(keys);
      for (const learnt of all) await keepLearnt(batch, learnt, time);
      return all.map(() => undefined);
    },
  };
}

async function keepLearnt(batch: Batch, { account, contactId, profile }: Learnt, now: number): Promise<void> {
  const store = conversationStore(batch, now);
  const contact = store.contacts.current(account.workspaceId, contactId);
  if (!contact) return;
  if (profile) await applyProfile({ batch, store, now }, ownerOf(account), contact, profile);
  else store.contacts.contacts.change(contact, { profile_checked_at: null });
}
