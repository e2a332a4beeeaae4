import type { Failure } from '../../errors.ts';
import { type CatalogueEntry, catalogueOf } from '../error-catalogue.ts';
import { fewTries, graphErrors, otherErrors, rowsOf } from '../meta/errors.ts';
import { explainGraphError, indexErrors } from '../meta/explain-error.ts';
import type { PlatformError } from '../platform.ts';

const row = rowsOf(
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes',
);
const minute = 60_000;
const hour = 60 * minute;

const supportHome = 'Read the notice in Meta Business Support Home and follow it.';
const waits = 'Nothing to do: what was being sent is tried again.';
const registers = 'Register the number again in WhatsApp Manager or by the API, with its two-step PIN.';
const mendsTemplate = 'Open the template in WhatsApp Manager, mend or replace it, and send again.';
const mendsParameters = 'Compare the parameters with the template in WhatsApp Manager.';
const readsWords = 'Read the platform’s own words: they name what is wrong.';
const otherWay = 'Reach the person some other way; sending the same again will not help.';

/** WhatsApp's own codes; those that all Graph APIs share are in `meta/errors.ts`. */
export const whatsappErrors: readonly CatalogueEntry[] = [
  // Access
  row(
    '0',
    'credentials',
    'The access token is expired or was invalidated.',
    'Make a new access token in Meta Business settings and store it in the account.',
  ),
  row(
    '131005',
    'permission',
    'The access token lacks a permission for this.',
    'Give the system user whatsapp_business_messaging and whatsapp_business_management, then make a new token.',
  ),

  // Rates
  row(
    '80007 80008',
    'rate_limited',
    'The hourly limit of calls for this WhatsApp Business Account is used up.',
    waits,
  ),
  row('130429', 'rate_limited', 'The number sends faster than its throughput allows.', waits),
  row(
    '131048',
    'rate_limited',
    'WhatsApp limits this number because too many people blocked or reported it.',
    'Check the quality rating in WhatsApp Manager, and send only what people asked for.',
    // Quality is rated anew over days; asking every few seconds only adds refusals.
    { wait_ms: hour },
  ),
  row('131208', 'rate_limited', 'Too many operations on groups.', waits),
  row(
    '131056',
    'pair_limited',
    'Too many messages to this one person in a short time.',
    'Nothing to do: this chat goes on by itself. Join short messages into one if it happens often.',
  ),
  row(
    '132069',
    // Only messages with this Flow are limited, so the rest of the number must not wait.
    'temporary',
    'This Flow is throttled to ten messages an hour because its endpoint does badly.',
    'Mend the endpoint of the Flow; its health is shown in WhatsApp Manager.',
    // Ten an hour are one in six minutes.
    { wait_ms: 6 * minute },
  ),

  // Meta itself
  row(
    '131000',
    'temporary',
    'WhatsApp does not say what went wrong.',
    'It is tried a few times by itself; if that was in vain, look at Meta’s status page and send it again.',
    { tries: fewTries },
  ),
  row('131016 133004 2494100', 'temporary', 'WhatsApp could not do it just now.', waits),
  row(
    '131057',
    'temporary',
    'The number is being moved to a higher throughput, which takes up to a minute.',
    waits,
    { wait_ms: minute },
  ),
  row('134101', 'temporary', 'The template is new and not ready everywhere yet.', waits, {
    wait_ms: 10 * minute,
  }),

  // The account
  row('131031', 'account_blocked', 'The account is locked, or its PIN does not match.', supportHome),
  row(
    '131037',
    'account_blocked',
    'The display name of this number is not approved yet.',
    'Get the display name approved in WhatsApp Manager.',
  ),
  row(
    '131042 131044',
    'account_blocked',
    'There is a problem with the payment for this account.',
    'Check payment method, credit line and currency in Meta Business settings.',
  ),
  row('131045', 'account_blocked', 'The number is not registered properly.', registers),
  row(
    '131064',
    'account_blocked',
    'Sending is limited because templates were put into wrong categories.',
    'Correct the categories in WhatsApp Manager; the limit lifts by itself.',
  ),
  row(
    '133000 133005 133006 133008 133009 133016 136024 136025',
    'account_blocked',
    'The registration of the number, its PIN or its code was not accepted.',
    registers,
  ),
  row(
    '133015',
    'account_blocked',
    'The number was removed a moment ago and is not free yet.',
    'Wait five minutes, then register it again.',
    { wait_ms: 5 * minute },
  ),
  row('133010', 'account_blocked', 'The number is not registered with the Cloud API.', registers),
  row(
    '134011',
    'account_blocked',
    'The terms of payments on WhatsApp are not accepted.',
    'Accept them in WhatsApp Manager.',
  ),

  // Window and person
  row(
    '131047',
    'window_closed',
    'More than 24 hours have passed since the person last wrote.',
    'Send an approved template, or wait until the person writes.',
  ),
  row('130403', 'recipient_unreachable', 'This number has blocked the person.', 'Unblock the person first.'),
  row(
    '130472',
    'recipient_unreachable',
    'Meta withholds this marketing message as part of an experiment.',
    otherWay,
  ),
  row('130497', 'recipient_unreachable', 'The account may not write to people in this country.', otherWay),
  row(
    '131020 131041',
    'recipient_unreachable',
    'The group is unknown or has no other member.',
    'Check the group.',
  ),
  row(
    '131021',
    'recipient_unreachable',
    'Sender and recipient are the same number.',
    'Send to another number.',
  ),
  row(
    '131026',
    'recipient_unreachable',
    'The message could not be delivered: the number has no WhatsApp, an old app, or has not accepted the terms.',
    'Check the number with its country code; ask the person another way to update WhatsApp.',
  ),
  row(
    '131030',
    'recipient_unreachable',
    'A test number only writes to numbers on its list.',
    'Add the recipient to the list in the app’s API setup, or use a real number.',
  ),
  row(
    '131049',
    'recipient_unreachable',
    'The person gets enough marketing messages already, so WhatsApp did not deliver this one.',
    'Do not send it again within 24 hours.',
    { wait_ms: 24 * hour },
  ),
  row(
    '131050',
    'recipient_unreachable',
    'The person stopped marketing messages of this business.',
    'Send no more marketing to this person; other messages still arrive.',
    { stops_marketing: true },
  ),
  row(
    '137000',
    'recipient_unreachable',
    'The person’s identity has changed since it was last confirmed.',
    'Make sure it is still the same person, then send without the old identity hash.',
  ),

  // Templates
  row('131063', 'template_rejected', 'Marketing templates are switched off for this API.', mendsTemplate),
  row(
    '132000',
    'template_rejected',
    'The number of parameters is not that of the template.',
    mendsParameters,
  ),
  row(
    '132001',
    'template_rejected',
    'There is no approved template of this name in this language.',
    'Check name and language in WhatsApp Manager, and that it is approved.',
  ),
  row('132005', 'template_rejected', 'The text with its parameters is too long.', mendsParameters),
  row('132007', 'template_rejected', 'The template breaks a policy.', mendsTemplate),
  row('132008 132012 132018', 'template_rejected', 'A parameter does not fit the template.', mendsParameters),
  row('132015', 'template_rejected', 'The template is paused because of its quality.', mendsTemplate),
  row(
    '132016',
    'template_rejected',
    'The template was paused too often and is disabled for good.',
    mendsTemplate,
  ),
  row('134102', 'template_rejected', 'The template cannot be used as a marketing message.', mendsTemplate),

  // Media
  row(
    '131014 131053',
    'media_rejected',
    'WhatsApp could not fetch the media, or it is of a type or size it does not take.',
    'Check that the link opens without a login and that its content type is right.',
  ),
  row(
    '131052',
    'media_rejected',
    'Media could not be fetched: ours behind a link, or those of the person.',
    'Check the link that was sent, or ask the person to send the media again.',
  ),

  // The request
  row('131008', 'content_rejected', 'A required parameter is missing.', readsWords),
  row(
    '131009',
    'content_rejected',
    'A parameter has a wrong value, or the number id is unknown.',
    readsWords,
  ),
  row('131051', 'content_rejected', 'WhatsApp does not support this type of message.', readsWords),
  row(
    '131055 134100',
    'content_rejected',
    'Here only marketing templates are allowed.',
    'Send a marketing template, or send over the ordinary API.',
  ),
  row(
    '100',
    'content_rejected',
    'Here only templates are allowed.',
    'Send an approved template, or send over the ordinary API.',
    { when: { says: 'must be a template' } },
  ),
  row(
    '131062',
    'content_rejected',
    'This message cannot go to a business-scoped user id.',
    'Authentication templates need the phone number: ask the person for it.',
  ),
  row('131059 131201-131215', 'content_rejected', 'The operation on the group was refused.', readsWords),
  row('132068', 'content_rejected', 'The Flow is blocked.', 'Mend the Flow in WhatsApp Manager.'),
  row('135000', 'content_rejected', 'A parameter of the request is wrong.', readsWords),
  row('138000-138999', 'content_rejected', 'The call was refused.', readsWords),
  row('139000-139004', 'content_rejected', 'The change of the Flow was refused.', readsWords),
  row('139100-139103', 'content_rejected', 'Blocking or unblocking the person was refused.', readsWords),
  row('147001-147005', 'content_rejected', 'The business username was refused.', readsWords),
  row(
    '2388000-2388999',
    'content_rejected',
    'The template or the move of the number was refused.',
    readsWords,
  ),
  row(
    '2593107 2593108',
    'content_rejected',
    'The chats of the number cannot be handed over now.',
    readsWords,
  ),
  row(
    '2593109',
    'permission',
    'The owner of the number did not agree to hand over old chats.',
    'Nothing is lost but the history; to have it, connect the number again and agree.',
  ),
];

const listed = [...whatsappErrors, ...graphErrors];

/** Every error that is known of, with what counts for those that are not. */
export const errors: readonly CatalogueEntry[] = catalogueOf([...listed, ...otherErrors]);

const index = indexErrors(listed);

/** Explains an error of an answer, a status or a webhook. */
export function explainError(error: PlatformError): Failure {
  return explainGraphError(error, index);
}
