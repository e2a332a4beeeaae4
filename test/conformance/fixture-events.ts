/** What must come of a fixture on an empty database. */
export interface Expectation {
  /** How many events of each type. */
  events: Readonly<Record<string, number>>;
  /** Kinds that are unknown on purpose, in order. */
  unsupported?: readonly string[];
  /** Items for accounts that nobody has connected. */
  unmatched?: number;
}

/** By platform and name; a fixture without a line here fails the test. */
export const expectations: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = {
  instagram: {
    attachments: { events: { 'conversation.opened': 1, 'message.received': 16 } },
    changes: {
      events: {
        'comment.received': 3,
        'unsupported.received': 2,
        'mention.received': 2,
        'insights.received': 1,
      },
      unsupported: ['comments', 'later_invention'],
    },
    echoes: {
      events: { 'conversation.opened': 2, 'message.echoed': 2, 'message.deleted': 1, 'message.received': 1 },
    },
    events: {
      events: {
        'conversation.opened': 2,
        'reaction.added': 2,
        'reaction.removed': 1,
        'postback.received': 1,
        'referral.received': 1,
        'message.edited': 1,
        'message.deleted': 1,
        'conversation.handover': 1,
        'optin.received': 1,
        'account.restricted': 1,
        'feedback.received': 1,
        'unsupported.received': 1,
        'message.received': 1,
      },
      unsupported: ['delivery'],
    },
    messages: { events: { 'conversation.opened': 1, 'message.received': 9 } },
    placements: {
      events: {
        'conversation.opened': 2,
        'message.received': 3,
        'message.edited': 1,
        'postback.received': 1,
        'comment.received': 1,
      },
    },
  },
  line: {
    'console-verify': { events: {} },
    events: {
      events: {
        'conversation.opened': 3,
        'message.edited': 1,
        'message.deleted': 1,
        'contact.subscribed': 1,
        'contact.unsubscribed': 1,
        'group.joined': 1,
        'group.left': 1,
        'group.members_joined': 1,
        'group.members_left': 1,
        'postback.received': 3,
        'video.completed': 1,
        'beacon.received': 1,
        'account_link.changed': 2,
        'membership.changed': 1,
      },
    },
    messages: { events: { 'conversation.opened': 3, 'message.received': 9 } },
    'module-events': {
      events: {
        'account.changed': 3,
        'conversation.opened': 1,
        'conversation.handover': 2,
        'account.restricted': 1,
        'notification.delivered': 1,
      },
    },
    'older-and-odd': {
      events: { 'conversation.opened': 1, 'message.received': 4, 'unsupported.received': 4 },
      unsupported: ['message', 'things', 'constructor', 'follow'],
    },
  },
  messenger: {
    attachments: { events: { 'conversation.opened': 1, 'message.received': 25 } },
    changes: {
      events: {
        'conversation.opened': 1,
        'message.received': 1,
        'comment.received': 2,
        'comment.changed': 1,
        'feed.changed': 1,
        'mention.received': 1,
        'lead.received': 1,
        'template.changed': 1,
        'contact.changed': 1,
        'unsupported.received': 1,
      },
      unsupported: ['connected'],
    },
    'dashboard-test': {
      events: { 'conversation.opened': 1, 'message.received': 2, 'message.echoed': 1, 'message.edited': 1 },
    },
    echoes: { events: { 'conversation.opened': 1, 'message.echoed': 13, 'message.deleted': 1 } },
    events: {
      events: {
        'conversation.opened': 2,
        'message.edited': 2,
        'unsupported.received': 2,
        'message.deleted': 1,
        'reaction.added': 6,
        'reaction.removed': 1,
        'postback.received': 3,
        'referral.received': 2,
        'lead.received': 2,
        'optin.received': 2,
        'contact.changed': 1,
        'account_link.changed': 1,
        'conversation.handover': 4,
        'account.alerted': 1,
        'account.restricted': 1,
        'account.changed': 1,
        'feedback.received': 2,
        'game.played': 1,
        'order.received': 1,
        'coupon.received': 1,
      },
      unsupported: ['message_edit', 'reaction'],
    },
    messages: { events: { 'conversation.opened': 1, 'message.received': 12 } },
    odd: {
      events: {
        'conversation.opened': 5,
        'message.received': 7,
        'unsupported.received': 8,
        'referral.received': 1,
      },
      unsupported: ['message', 'message', 'message', 'foo', 'constructor', 'bar', 'lead', 'none'],
    },
    receipts: { events: { 'conversation.opened': 1, 'unsupported.received': 1 }, unsupported: ['read'] },
    'several-pages': { events: { 'conversation.opened': 2, 'message.received': 2 } },
    standby: {
      events: {
        'conversation.opened': 1,
        'message.received': 1,
        'postback.received': 1,
        'message.echoed': 1,
        'message.edited': 1,
      },
    },
  },
  whatsapp: {
    'account-fields': {
      events: {
        'template.changed': 8,
        'account.changed': 13,
        'account.restricted': 6,
        'account.alerted': 8,
        'account.quality_changed': 2,
        'flow.changed': 2,
        'partner.changed': 2,
        'conversation.opened': 1,
        'message.received': 1,
        'unsupported.received': 2,
      },
      unsupported: ['unknown_field_xyz', 'unknown_field_xyz'],
    },
    answers: { events: { 'conversation.opened': 1, 'message.received': 8 } },
    coexistence: {
      events: {
        'conversation.opened': 1,
        'message.edited': 1,
        'message.deleted': 2,
        'message.echoed': 1,
        'reaction.added': 1,
      },
    },
    context: {
      events: { 'conversation.opened': 1, 'message.received': 5, 'reaction.added': 1, 'reaction.removed': 2 },
    },
    group: {
      events: {
        'conversation.opened': 1,
        'message.received': 1,
        'group.joined': 1,
        'group.failed': 1,
        'group.left': 1,
        'group.members_joined': 1,
        'group.members_left': 1,
        'group.changed': 1,
      },
    },
    history: {
      events: {
        'conversation.opened': 1,
        'message.received': 3,
        'message.echoed': 2,
        'message.deleted': 1,
        'history.imported': 1,
        'account.alerted': 1,
      },
    },
    identity: { events: { 'contact.changed': 4, 'conversation.opened': 1, 'message.received': 1 } },
    media: { events: { 'conversation.opened': 1, 'message.received': 5 } },
    mixed: {
      events: {
        'conversation.opened': 1,
        'message.received': 1,
        'call.received': 1,
        'call.changed': 1,
        'account.alerted': 1,
      },
    },
    odd: {
      events: {
        'unsupported.received': 1,
        'conversation.opened': 1,
        'message.received': 4,
        'account.alerted': 1,
      },
      unsupported: ['messages'],
    },
    'old-media': {
      events: { 'conversation.opened': 1, 'message.received': 3, 'message.edited': 1, 'history.imported': 1 },
    },
    people: {
      events: { 'conversation.opened': 1, 'contact.changed': 3, 'unsupported.received': 1 },
      unsupported: ['smb_app_state_sync'],
    },
    'rare-fields': {
      events: {
        'conversation.opened': 1,
        'message.received': 1,
        'conversation.handover': 1,
        'contact.changed': 1,
        'conversion.detected': 1,
        'account.changed': 2,
        'partner.changed': 2,
      },
    },
    shared: { events: { 'conversation.opened': 1, 'message.received': 4 } },
    statuses: {
      events: { 'unsupported.received': 1, 'conversation.opened': 1, 'call.changed': 1 },
      unsupported: ['status in_orbit'],
    },
    text: { events: { 'conversation.opened': 1, 'message.received': 1 } },
    unsupported: { events: { 'conversation.opened': 1, 'message.received': 5, 'welcome.requested': 1 } },
    'username-only': { events: { 'conversation.opened': 1, 'message.received': 1 } },
    wishes: {
      events: { 'conversation.opened': 1, 'contact.changed': 2, 'receipt.received': 1, 'call.changed': 1 },
    },
  },
};
