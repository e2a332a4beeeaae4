import type { OutboundContentType } from '../conversations/content.ts';
import type { Failure } from '../errors.ts';
import type { Identity, Thread } from './item.ts';
import type { Quota } from './quota.ts';

/**
 * The part of the contract that says whether a message may go now, and what it costs: windows, tags, quotas. It
 * judges by what the hub knows and calls nobody; what the platform knows better it still says itself.
 */
export interface SendingPolicy {
  /** What an account may choose, each with its values; the first one counts where nothing is chosen. */
  settings: Readonly<Record<string, readonly [string, ...string[]]>>;
  judge(input: PolicyInput): Verdict;
  /** The platform tells when a person blocks the account, and the verdict depends on it. */
  heeds_blocks?: true;
}

/** What a verdict depends on. All times in milliseconds. */
export interface PolicyInput {
  now: number;
  thread: Thread;
  /** All ids known of the person; empty for a group. */
  identities: readonly Identity[];
  /** When the person last wrote, by the platform's time; null: not as far as is known. */
  last_inbound_at: number | null;
  /** Until when what the person did last allows free answers; null: nothing is known that would. */
  window_ends_at: number | null;
  /** Since when the hub hears of everything that happens here; what was before, it may not know. */
  known_since: number;
  author: 'bot' | 'human' | 'api';
  /** What is to be sent; null when it is asked in general. */
  content: PolicyContent | null;
  /** Until when an unused reply handle is surely valid; null: there is none. */
  reply_until: number | null;
  /** What the account's plan counts; null: not known, or there is no such thing. */
  quota: Quota | null;
  /** What the account has chosen. */
  settings: Readonly<Record<string, string>>;
  /** Another app had the floor when the person last turned to the account. */
  standby: boolean;
  /** The person has neither blocked nor left the account, as far as is known. */
  subscribed: boolean;
}

/** As much of a content as a policy looks at: any outbound content, or its type alone. */
export interface PolicyContent {
  type: OutboundContentType;
  /** Of a native content. */
  body?: Readonly<Record<string, unknown>>;
}

/**
 * `free`, `counted` by the plan's quota, `charged` per message, or `unknown` where the platform decides.
 */
export type CostClass = 'free' | 'counted' | 'charged' | 'unknown';

interface Judged {
  /** In one sentence. */
  reason: string;
  /** When time alone makes this another verdict (ms); null: it does not. */
  ends_at: number | null;
  cost: CostClass;
}

/** All that a verdict can be. */
export const verdicts = ['allowed', 'with_template', 'as_human_agent', 'refused'] as const;

/** Whether a message may go. */
export type Verdict =
  /** It may, `as_human_agent` if it is sent as the answer of a person. */
  | (Judged & { verdict: 'allowed' | 'as_human_agent' })
  /** Only an approved template may, or nothing; the failure says what anything else would meet. */
  | (Judged & { verdict: 'with_template' | 'refused'; failure: Failure });

/** What is chosen, or what counts where nothing is. */
export function chosen(policy: SendingPolicy, settings: PolicyInput['settings'], name: string): string {
  return settings[name] ?? policy.settings[name]?.[0] ?? '';
}

/** A verdict that lets a message go. */
export function allowed(reason: string, ends_at: number | null = null, cost: CostClass = 'free'): Verdict {
  return { verdict: 'allowed', reason, ends_at, cost };
}

/** A verdict against it, in the words of its failure. */
export function against(
  verdict: 'with_template' | 'refused',
  failure: Failure,
  rest: Partial<Pick<Judged, 'ends_at' | 'cost'>> = {},
): Verdict {
  return { verdict, reason: failure.cause, ends_at: null, cost: 'unknown', failure, ...rest };
}

/**
 * How the window stands: `unheard` while the person may have written before the hub was there to hear it.
 */
export function windowState(
  { now, window_ends_at, known_since }: PolicyInput,
  windowMs: number,
): { state: 'open' | 'closed' | 'unheard'; ends_at: number | null } {
  if (window_ends_at !== null) {
    return window_ends_at > now
      ? { state: 'open', ends_at: window_ends_at }
      : { state: 'closed', ends_at: null };
  }
  const sureFrom = known_since + windowMs;
  return now < sureFrom ? { state: 'unheard', ends_at: sureFrom } : { state: 'closed', ends_at: null };
}

/** A verdict where the hub cannot know: the platform itself will say. */
export function unheard(ends_at: number | null): Verdict {
  return allowed(
    'The person may have written before this account was connected; the platform decides.',
    ends_at,
    'unknown',
  );
}
