import type { FailureKind } from '../errors.ts';
import { type Decision, stepOf } from '../outbound/outcome.ts';
import type { CatalogueEntry } from '../platforms/error-catalogue.ts';

/** What each kind of failure means, in a few words. */
export const kindMeanings: Readonly<Record<FailureKind, string>> = {
  temporary: 'The platform, or the way to it, does not work just now.',
  rate_limited: 'The account sends or calls faster than it may.',
  pair_limited: 'One person gets more than they may in a short time.',
  quota_exhausted: 'What a plan or a feature allows is used up.',
  window_closed: 'The person wrote too long ago for a message of this form.',
  recipient_unreachable: 'The person cannot or does not want to be reached.',
  content_rejected: 'The platform does not take this content or request.',
  template_rejected: 'The template, or what it was filled with, was not taken.',
  media_rejected: 'The media could not be fetched, or are of a type or size that is not taken.',
  not_found: 'What the call is about does not exist.',
  credentials: 'The account’s token or secret is not accepted.',
  permission: 'The account’s app or token may not do this.',
  account_blocked: 'The platform holds the account itself back.',
  thread_elsewhere: 'Another app controls the conversation.',
  already_sent: 'The message was sent, whatever the answer says.',
  uncertain: 'Nobody knows whether it was sent, and nothing will tell.',
  expired: 'It is too late for this: the time for it is over.',
  unknown: 'The platform refused it and gives no reason that is known.',
};

type Step = Decision['step'];

/** What follows from each step. */
export const stepMeanings: Readonly<Record<Step, string>> = {
  retry: 'It is tried again by itself; only this conversation waits.',
  pause: 'The whole account waits, and then it is tried again by itself; no message loses a try.',
  sent: 'It counts as sent.',
  fail: 'The message has failed; it can be sent again by hand.',
};

/** The name of a kind's, or of an error's, place on the page. */
export function anchorOf(...names: string[]): string {
  const slugs = names.map((name) => name.toLowerCase().replace(/[^a-z0-9_]+/g, '-'));
  return slugs.filter(Boolean).join('-');
}

/** When an entry holds, in words; empty where its code says all. */
export function conditionOf({ when = {} }: CatalogueEntry): string {
  const { is_transient, says } = when;
  const parts = [
    is_transient === undefined ? '' : `with is_transient ${is_transient}`,
    says === undefined ? '' : `saying “${says}”`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Whether and when a failed send is repeated, in words. */
export function repetitionOf({ kind, tries, wait_ms }: CatalogueEntry): string {
  const step = stepOf(kind);
  const wait = wait_ms === undefined ? '' : `, not before ${timeOf(wait_ms)}`;
  if (step === 'retry') return `${tries === undefined ? 'yes' : `up to ${tries} tries`}${wait}`;
  if (step === 'pause') return `yes, the account waits${wait}`;
  if (step === 'sent') return 'no, it counts as sent';
  return `no${wait && `; by hand${wait}`}`;
}

function timeOf(ms: number): string {
  const minutes = ms / 60_000;
  return minutes >= 60 ? `${minutes / 60} h` : `${minutes} min`;
}
