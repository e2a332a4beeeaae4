import type { Failure } from '../../errors.ts';
import { type CatalogueEntry, catalogueOf } from '../error-catalogue.ts';
import { graphErrors, otherErrors, rowsOf } from '../meta/errors.ts';
import { explainGraphError, indexErrors } from '../meta/explain-error.ts';
import { mendsMedia, readsWords, sendApiErrors } from '../meta/send-api/errors.ts';
import type { PlatformError } from '../platform.ts';

const row = rowsOf('https://developers.facebook.com/docs/messenger-platform/error-codes');

const waits = 'Nothing to do: sending goes on when the limit is refilled.';
const review = 'Get the permissions reviewed and switch the app to Live in Meta’s app dashboard.';
const quality = 'Read the notice in the Page’s support inbox and follow it.';
const otherWay = 'Reach the person some other way; sending the same again will not help.';

/** Messenger's codes, with what it shares with Instagram; those that all Graph APIs share are in `meta/errors.ts`. */
export const messengerErrors: readonly CatalogueEntry[] = [
  // Permissions
  row('1/99', 'permission', 'Meta gives no reason; most often a permission is missing.', review),
  row(
    '2/2018344',
    'permission',
    'The Page has not accepted the terms for contacts and labels.',
    'An admin of the Page has to accept them in the Page’s inbox.',
  ),
  row(
    '200/2018021',
    'permission',
    'Sending to phone numbers costs a fee that is not set up.',
    'Send to the person’s page-scoped id, or set the payment up.',
  ),
  row(
    '230',
    'permission',
    'The token lacks pages_messaging.',
    'Give the app pages_messaging for this Page, then make a new Page access token.',
  ),

  // Rates
  row('4/2018022', 'rate_limited', 'Too many messages were sent to phone numbers.', waits),
  row('17/2446079', 'rate_limited', 'The rate limit of this user or Page is used up.', waits),
  // Only these requests are limited, so the rest of the Page must not wait.
  row('9/2018352', 'quota_exhausted', 'Too many opt-in requests were sent.', waits),
  row('2018144', 'quota_exhausted', 'The quota of game notifications is used up.', waits),

  // The Page
  row('2022', 'account_blocked', 'Messages about commerce are disabled for the Page.', quality),

  // Window and person
  row(
    '10/2018065',
    'window_closed',
    'More than 24 hours have passed, and the Page may not send news.',
    'Wait until the person writes; a human answer within seven days may be sent as native with HUMAN_AGENT.',
  ),
  row('10/1893015', 'recipient_unreachable', 'The person has stopped messages of this topic.', otherWay),
  // A warning about one person: the same message again would make it worse.
  row(
    '613/2018338',
    'recipient_unreachable',
    'Meta warns that tagged messages to this person are abusive.',
    'Send this person no more tagged messages.',
  ),
  row(
    '100/2018218',
    'not_found',
    'The person has no profile: they only use a phone number.',
    'Nothing to do: messages arrive all the same.',
  ),

  // Marketing messages
  row(
    '4/2018354',
    'content_rejected',
    'The person agreed to marketing messages less often than this.',
    'Wait for the next date that the person agreed to.',
  ),
  row(
    // Only these requests are blocked, so the rest of the Page must not wait.
    '10/1404170',
    'content_rejected',
    'Meta has restricted the Page from asking for opt-ins.',
    quality,
  ),
  row(
    '613/1893016',
    'content_rejected',
    'The person was asked for this topic already.',
    'Do not ask for the same topic again.',
  ),

  // The request
  row('1/2018382', 'content_rejected', 'The instant form is not valid.', readsWords),
  row('100/2018164', 'content_rejected', 'The app id is wrong.', 'Give the id of an app of this Page.'),
  row(
    '100/2018320 100/2018328',
    'content_rejected',
    'The product template names products that cannot be shown.',
    'Check that the products are in the Page’s catalogue.',
  ),
  row('10303', 'content_rejected', 'The account linking token is not valid.', 'Start the linking again.'),
  row('2018173-2018188', 'media_rejected', 'The media template cannot show these media.', mendsMedia),

  ...sendApiErrors(row),
];

const listed = [...messengerErrors, ...graphErrors];

/** Every error that is known of, with what counts for those that are not. */
export const errors: readonly CatalogueEntry[] = catalogueOf([...listed, ...otherErrors]);

const index = indexErrors(listed);

/** Explains an error of an answer or a webhook. */
export function explainError(error: PlatformError): Failure {
  return explainGraphError(error, index);
}
