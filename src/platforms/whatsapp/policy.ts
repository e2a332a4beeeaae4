import { finding } from '../findings.ts';
import {
  against,
  allowed,
  type PolicyContent,
  type PolicyInput,
  type SendingPolicy,
  unheard,
  type Verdict,
  windowState,
} from '../policy.ts';
import { windowMs } from './limits.ts';

/**
 * What WhatsApp lets through: anything inside the customer service window, outside it only approved templates.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export const policy: SendingPolicy = { settings: {}, judge };

function judge(input: PolicyInput): Verdict {
  const { content, thread } = input;
  if (thread.kind !== 'direct') return inGroup(content);
  if (content && isTemplate(content)) {
    return allowed('An approved template may go at any time.', null, 'charged');
  }
  const window = windowState(input, windowMs);
  if (window.state === 'unheard') return unheard(window.ends_at);
  if (window.state === 'closed') return against('with_template', windowClosed, { cost: 'charged' });
  return allowed('The person wrote or called within the last 24 hours.', window.ends_at);
}

/** Also as a body of WhatsApp's own. */
function isTemplate({ type, body }: PolicyContent): boolean {
  return type === 'template' || (type === 'native' && body?.type === 'template');
}

// The code with which WhatsApp itself would refuse it.
const windowClosed = finding(
  'window_closed',
  '131047',
  'More than 24 hours have passed since the person last wrote or called, so WhatsApp takes only a template.',
  'Send an approved template, or wait until the person writes.',
);

/** Everything WhatsApp has no place for in a group. */
const notInGroups: readonly string[] = ['choices', 'cards', 'flow', 'products', 'location', 'contacts'];

const groupContent = finding(
  'content_rejected',
  'group_content',
  'WhatsApp groups take texts, media and templates.',
  'Send it as text, or to each person alone.',
);

function inGroup(content: PolicyContent | null): Verdict {
  if (content && notInGroups.includes(content.type)) return against('refused', groupContent);
  return allowed('WhatsApp states no window for groups; it decides itself.', null, 'unknown');
}
