import type { Failure } from '../../errors.ts';
import { type CatalogueEntry, catalogueOf } from '../error-catalogue.ts';
import { graphErrors, otherErrors, rowsOf } from '../meta/errors.ts';
import { explainGraphError, indexErrors } from '../meta/explain-error.ts';
import { readsWords, sendApiErrors } from '../meta/send-api/errors.ts';
import type { PlatformError } from '../platform.ts';

const row = rowsOf(
  'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes',
);

const newToken =
  'Make a new token: with Instagram Login in the app dashboard, for a Page in Meta Business settings.';

/** Instagram's codes, with what it shares with Messenger; those that all Graph APIs share are in `meta/errors.ts`. */
export const instagramErrors: readonly CatalogueEntry[] = [
  // Access. Removing the app in Instagram's settings ends a token too, without a subcode.
  row('190 190/467', 'credentials', 'The access token is invalid, or the app was removed.', newToken),
  row(
    '190/463',
    'credentials',
    'The access token has expired: one of Instagram Login lives for 60 days.',
    'Log in with Instagram again and store the new token; refresh it before it ends.',
  ),
  row(
    '100/2534013',
    'credentials',
    'The Page is not linked to an Instagram account.',
    'Link the two in the Page’s settings, then make a new token.',
  ),
  row(
    '36103',
    'permission',
    'The account may not use this API yet.',
    'Make it a professional account that follows Instagram’s rules, and try again later.',
  ),

  // Instagram itself
  row('-2', 'temporary', 'Instagram took too long to fetch the media.', 'Nothing to do: it is tried again.'),

  // The account
  row(
    '100/2534029',
    'account_blocked',
    'Meta has blocked the business from Instagram’s messaging API.',
    'Read the notice in Meta Business Support Home and ask for a review.',
  ),

  // The person
  row(
    '100/2534014',
    'recipient_unreachable',
    'There is no such person: the id is wrong, or they were deleted or blocked the account.',
    'Use the id that this account’s own webhooks name, not a username or an id of another account.',
  ),
  row(
    '2534001',
    'recipient_unreachable',
    'The conversation was archived or deleted in Instagram.',
    'Wait until the person writes again.',
  ),
  row(
    '230',
    'recipient_unreachable',
    'The person has not agreed to show this account their profile.',
    'Nothing to do: they agree by writing to the account.',
  ),

  // The request
  row('100/2534015', 'content_rejected', 'The message holds something that is not valid.', readsWords),
  row(
    '100/2534025',
    'content_rejected',
    'The comment cannot be answered privately, most often because it was already.',
    'Answer each comment once, within seven days.',
  ),
  row('36000 36000/2207004', 'media_rejected', 'The picture is too large.', 'Send one of at most 8 MB.'),
  row('-2/2207020', 'media_rejected', 'The media have expired.', 'Upload or link them anew.'),

  ...sendApiErrors(row),
];

const listed = [...instagramErrors, ...graphErrors];

/** Every error that is known of, with what counts for those that are not. */
export const errors: readonly CatalogueEntry[] = catalogueOf([...listed, ...otherErrors]);

const index = indexErrors(listed);

/** Explains an error of an answer or a webhook, of either host. */
export function explainError(error: PlatformError): Failure {
  return explainGraphError(error, index);
}
