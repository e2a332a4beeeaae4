import type { Failure, FailureKind } from '../../errors.ts';
import type { Standing } from '../account-care.ts';
import { finding } from '../findings.ts';
import { type Json, objectAt, objectsAt, textAt } from '../readers.ts';

type Verdict = Exclude<Standing['can_send'], 'unknown'>;

interface StatusMeaning {
  can_send: Verdict;
  /** Whether customers still reach it. */
  receives: boolean;
  kind: FailureKind;
  cause: string;
  fix: string;
}

const registers = 'Register the number again in WhatsApp Manager or by the API, with its two-step PIN.';
const supportHome = 'Read the notice in Meta Business Support Home and ask for a review.';
const sendsLess = 'Send only what people asked for; the quality rating is shown in WhatsApp Manager.';

/**
 * What the states of a number mean; any other than CONNECTED is a problem.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
 */
const statuses: Readonly<Record<string, StatusMeaning>> = {
  PENDING: {
    can_send: 'no',
    receives: false,
    kind: 'account_blocked',
    cause: 'The number is not registered yet.',
    fix: registers,
  },
  DISCONNECTED: {
    can_send: 'no',
    receives: false,
    kind: 'account_blocked',
    cause: 'The number is disconnected from the API.',
    fix: registers,
  },
  MIGRATED: {
    can_send: 'no',
    receives: false,
    kind: 'account_blocked',
    cause: 'The number was moved to another WhatsApp Business Account.',
    fix: 'Connect the number with the ids it has there.',
  },
  DELETED: {
    can_send: 'no',
    receives: false,
    kind: 'account_blocked',
    cause: 'The number was deleted.',
    fix: 'Add the number again in WhatsApp Manager, or delete this account here.',
  },
  BANNED: {
    can_send: 'no',
    receives: false,
    kind: 'account_blocked',
    cause: 'WhatsApp has banned the number.',
    fix: supportHome,
  },
  RESTRICTED: {
    can_send: 'limited',
    receives: true,
    kind: 'account_blocked',
    cause: 'WhatsApp has restricted the number.',
    fix: supportHome,
  },
  FLAGGED: {
    can_send: 'limited',
    receives: true,
    kind: 'rate_limited',
    cause: 'WhatsApp has flagged the number for low quality; its limit falls unless that gets better.',
    fix: sendsLess,
  },
  RATE_LIMITED: {
    can_send: 'limited',
    receives: true,
    kind: 'rate_limited',
    cause: 'WhatsApp limits how much the number may send just now.',
    fix: 'Wait until the limit is lifted; WhatsApp Manager shows it.',
  },
};

/** How the number stands, from the fields of its node. */
export function standingOf(number: Json): Standing {
  const health = objectAt(number, 'health_status');
  const status = textAt(number, 'status');
  return {
    can_send: worst([healthVerdict(health), statusVerdict(status)]),
    quality: qualityOf(textAt(number, 'quality_rating')),
    limit: limitOf(textAt(number, 'whatsapp_business_manager_messaging_limit')),
    problems: [
      ...statusProblems(status),
      ...objectsAt(health, 'entities').flatMap(entityProblems),
      ...nameProblems(textAt(number, 'name_status')),
      ...qualityProblems(textAt(number, 'quality_rating')),
    ],
  };
}

/** Whether customers reach the number, as far as its status tells. */
export function receives(number: Json): boolean {
  return statuses[textAt(number, 'status') ?? '']?.receives ?? true;
}

const verdicts: Readonly<Record<string, Verdict>> = { AVAILABLE: 'yes', LIMITED: 'limited', BLOCKED: 'no' };

function healthVerdict(health: Json | undefined): Verdict | undefined {
  return verdicts[textAt(health, 'can_send_message') ?? ''];
}

function statusVerdict(status: string | undefined): Verdict | undefined {
  return status === 'CONNECTED' ? 'yes' : statuses[status ?? '']?.can_send;
}

function worst(all: readonly (Verdict | undefined)[]): Standing['can_send'] {
  return (['no', 'limited', 'yes'] as const).find((one) => all.includes(one)) ?? 'unknown';
}

function statusProblems(status: string | undefined): Failure[] {
  if (status === undefined || status === 'CONNECTED') return [];
  const known = statuses[status];
  if (known) return [finding(known.kind, `status ${status}`, known.cause, known.fix)];
  const cause = `WhatsApp says the status of the number is ${status}.`;
  return [finding('unknown', `status ${status}`, cause, 'Look the number up in WhatsApp Manager.')];
}

const entities: Readonly<Record<string, string>> = {
  PHONE_NUMBER: 'number',
  WABA: 'WhatsApp Business Account',
  BUSINESS: 'business portfolio',
  APP: 'app',
};

/**
 * What keeps one part of the account from sending.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
 */
function entityProblems(entity: Json): Failure[] {
  const state = textAt(entity, 'can_send_message');
  if (state !== 'LIMITED' && state !== 'BLOCKED') return [];
  const kind = state === 'BLOCKED' ? 'account_blocked' : 'rate_limited';
  const type = textAt(entity, 'entity_type') ?? '';
  const what = `The ${entities[type] ?? type} is ${state === 'BLOCKED' ? 'blocked' : 'limited'}`;
  const look = 'Look it up in WhatsApp Manager or Meta Business Support Home.';
  const errors = objectsAt(entity, 'errors').map((error) => {
    const words = textAt(error, 'error_description') ?? '';
    const code = textAt(error, 'error_code') ?? `health ${state}`;
    return finding(kind, code, `${what}: ${words}`, textAt(error, 'possible_solution') ?? look, words);
  });
  const { additional_info } = entity;
  const hints = Array.isArray(additional_info) ? additional_info.map(String) : [];
  const more = hints.map((hint) => finding(kind, `health ${state}`, `${what}: ${hint}`, look, hint));
  const found = [...errors, ...more];
  return found.length > 0 ? found : [finding(kind, `health ${state}`, `${what}.`, look)];
}

function nameProblems(status: string | undefined): Failure[] {
  const causes: Readonly<Record<string, string>> = {
    PENDING_REVIEW: 'The display name waits for approval.',
    DECLINED: 'The display name was declined.',
    EXPIRED: 'The certificate of the display name has expired.',
  };
  const cause = causes[status ?? ''];
  const fix = 'Open the number in WhatsApp Manager and have its display name approved.';
  return cause === undefined ? [] : [finding('account_blocked', `name ${status}`, cause, fix)];
}

function qualityOf(rating: string | undefined): Standing['quality'] {
  if (rating === undefined) return null;
  const levels: Readonly<Record<string, 'good' | 'medium' | 'poor'>> = {
    GREEN: 'good',
    YELLOW: 'medium',
    RED: 'poor',
  };
  return { rating, level: levels[rating] ?? 'unknown' };
}

function qualityProblems(rating: string | undefined): Failure[] {
  if (rating !== 'RED') return [];
  const cause = 'The quality is low: too many people blocked or reported the number.';
  return [finding('rate_limited', 'quality RED', cause, sendsLess)];
}

/**
 * `TIER_250`, `TIER_2K`, … `TIER_UNLIMITED`: people written to first in 24 hours, shared by all numbers of the
 * business. https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
 */
function limitOf(tier: string | undefined): Standing['limit'] {
  const what = 'people written to first within 24 hours, by all numbers of the business';
  if (tier === 'TIER_UNLIMITED') return { what, limit: null, used: null };
  const [, count, thousands] = /^TIER_(\d+)(K?)$/.exec(tier ?? '') ?? [];
  if (count === undefined) return null;
  return { what, limit: Number(count) * (thousands ? 1000 : 1), used: null };
}
