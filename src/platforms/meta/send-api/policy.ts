import { finding } from '../../findings.ts';
import {
  against,
  allowed,
  chosen,
  type PolicyContent,
  type PolicyInput,
  type SendingPolicy,
  unheard,
  type Verdict,
  windowState,
} from '../../policy.ts';
import { isObject } from '../../readers.ts';
import { type Address, addressFor } from './addresses.ts';
import { humanAgentMs, windowMs } from './lengths.ts';

/** In what the platforms of the Send API differ. */
export interface PolicyDialect {
  title: string;
  addresses: readonly Address[];
  /** Outside the window, approved templates may go. */
  templates: boolean;
  /** Kinds of addresses with a permission of their own, and in one sentence which. */
  permits: Readonly<Record<string, string>>;
}

/**
 * The standard messaging window, and what may go outside it.
 * https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
 */
export function sendApiPolicy(dialect: PolicyDialect): SendingPolicy {
  const policy: SendingPolicy = {
    // Meta grants the permission to the app after a review; only whoever has it can say so.
    settings: { human_agent: ['off', 'on'] },
    judge: (input) => judge(policy, dialect, input),
  };
  return policy;
}

function judge(policy: SendingPolicy, dialect: PolicyDialect, input: PolicyInput): Verdict {
  const { content, identities } = input;
  if (input.standby && input.author === 'bot') return against('refused', inStandby);
  const address = addressFor(identities, dialect.addresses);
  const permit = address && dialect.permits[address.kind];
  if (permit !== undefined) return allowed(permit, null, 'unknown');
  if (content?.type === 'native') return judgeNative(policy, dialect, input, content);
  if (content?.type === 'template' && dialect.templates) return utility;
  return judgeFreely(policy, dialect, input);
}

/** https://developers.facebook.com/docs/messenger-platform/conversation-routing */
const inStandby = finding(
  'thread_elsewhere',
  'standby',
  'Another app has this conversation, and what it is told in standby must not be answered by a bot.',
  'Let a person answer, or take the thread over first.',
);

const utility = allowed('An approved utility template may go at any time.', null, 'unknown');

/** A body of the caller's own may name the rule under which it wants to go. */
function judgeNative(
  policy: SendingPolicy,
  dialect: PolicyDialect,
  input: PolicyInput,
  { body = {} }: PolicyContent,
): Verdict {
  const { message, tag, sender_action } = body;
  if (sender_action !== undefined) return allowed('Reactions and other signs need no window.');
  if (dialect.templates && isObject(message) && message.template !== undefined) return utility;
  if (tag === 'HUMAN_AGENT') return asHumanAgent(policy, dialect, input);
  // Another tag has rules of its own, and the platform knows which are left.
  if (tag !== undefined) return allowed('The body names a tag; the platform decides.', null, 'unknown');
  return judgeFreely(policy, dialect, input);
}

function judgeFreely(policy: SendingPolicy, dialect: PolicyDialect, input: PolicyInput): Verdict {
  const window = windowState(input, windowMs);
  if (window.state === 'open') {
    return allowed('The person turned to the account within the last 24 hours.', window.ends_at);
  }
  if (window.state === 'unheard') return unheard(window.ends_at);
  return asHumanAgent(policy, dialect, input);
}

/**
 * Up to seven days after their last message a person may still answer, if Meta has granted that.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
 */
function asHumanAgent(policy: SendingPolicy, dialect: PolicyDialect, input: PolicyInput): Verdict {
  const { now, last_inbound_at, author, settings } = input;
  const window = windowState(input, windowMs);
  if (window.state === 'unheard') return unheard(window.ends_at);
  if (window.state === 'open') return against('refused', tooEarly, { ends_at: window.ends_at });
  const ends_at = (last_inbound_at ?? 0) + humanAgentMs;
  if (ends_at <= now) return closed(dialect, 'Wait until the person writes again.');
  if (chosen(policy, settings, 'human_agent') !== 'on') return closed(dialect, asksForFeature);
  if (author !== 'human') return closed(dialect, asksForHuman);
  const reason = 'The answer of a person may still go until seven days after the last message.';
  return { verdict: 'as_human_agent', reason, ends_at, cost: 'free' };
}

const asksForFeature =
  'Wait until the person writes again; where Meta has granted Human Agent to the app, set human_agent to on.';
const asksForHuman =
  'Let a person answer (author human), which may go until seven days after the last message.';

function closed({ title, templates }: PolicyDialect, fix: string): Verdict {
  const only = templates ? `, so ${title} takes only an approved utility template` : '';
  const failure = finding(
    'window_closed',
    'outside_window',
    `More than 24 hours have passed since the person last turned to the account${only}.`,
    templates ? `Send a utility template. Else: ${fix}` : fix,
  );
  return against(templates ? 'with_template' : 'refused', failure);
}

const tooEarly = finding(
  'content_rejected',
  'human_agent_early',
  'The tag HUMAN_AGENT is only for answers later than 24 hours; the window is still open.',
  'Leave the tag out.',
);
