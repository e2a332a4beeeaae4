import type { CatalogueEntry } from '../../error-catalogue.ts';
import { fewTries, type rowsOf } from '../errors.ts';

/** What to do about media that were not taken. */
export const mendsMedia = 'Check that the link opens without a login and that its type and size are right.';

/** What to do where only Meta's own words say more. */
export const readsWords = 'Read the platform’s own words: they name what is wrong.';

type Row = ReturnType<typeof rowsOf>;

/**
 * Codes of the Send API, which carries the messages of Pages and of Instagram accounts alike, in rows of the
 * platform's own page; those that all Graph APIs share are in `meta/errors.ts`.
 */
export function sendApiErrors(row: Row): CatalogueEntry[] {
  return [...ofMeta(row), ...ofAccounts(row), ...ofPeople(row), ...ofContent(row)];
}

function ofMeta(row: Row): CatalogueEntry[] {
  return [
    row(
      '-1',
      'temporary',
      'Meta does not say what went wrong.',
      'It is tried a few times by itself; if that was in vain, look at Meta’s status page and send it again.',
      { tries: fewTries },
    ),
    row(
      '2',
      'temporary',
      'The message could not be sent just now, or the person has blocked the account.',
      'It is tried a few times by itself; if that was in vain, reach the person some other way.',
      { tries: fewTries },
    ),
    row(
      '2/1545133 1200',
      'temporary',
      'The message could not be sent just now.',
      'Nothing to do: it is tried again. If it stays, look at Meta’s status page.',
    ),
    row(
      '1/1357046',
      'already_sent',
      'The message was sent, though the answer says that it was not.',
      'Nothing to do: sending it again would send it twice.',
    ),
  ];
}

function ofAccounts(row: Row): CatalogueEntry[] {
  return [
    // Access
    row(
      '10/2534077',
      'credentials',
      'The link between the account and its Page is broken, or two-factor authentication is missing.',
      'Connect the two again in Meta Business settings, switch two-factor authentication on, and make a new token.',
    ),
    row(
      '200/2534041',
      'credentials',
      'The owner of the account does not let connected tools read and send messages.',
      'The owner has to allow access to messages in the settings of the app, under connected tools.',
    ),
    row(
      '100/33',
      'permission',
      'There is no such object, or this access token cannot see it.',
      'Check the id of the account, and that the token is one of exactly this account.',
    ),

    row(
      '200-299/2018027 200-299/2018028',
      'permission',
      'The app is not reviewed or not live.',
      'Get the permissions reviewed and switch the app to Live in Meta’s app dashboard.',
    ),
    row(
      '2018247',
      'permission',
      'The app may not read these fields of profiles.',
      'Get the permission for profiles reviewed; messages are not affected.',
    ),
    row(
      '10/1893063',
      'account_blocked',
      'Meta has restricted the account for a while.',
      'Read the notice in Meta Business Support Home and follow it.',
    ),

    // Rates
    row(
      '80001 80002 80006',
      'rate_limited',
      'The account’s limit of calls is used up.',
      'Nothing to do: sending goes on when the limit is refilled.',
    ),
    row(
      '613/2534040 613/1996',
      'rate_limited',
      'The account sends faster than Meta allows.',
      'Nothing to do: sending goes on when the limit is refilled.',
    ),
  ];
}

function ofPeople(row: Row): CatalogueEntry[] {
  return [
    row(
      '10/2018278 10/2534022',
      'window_closed',
      'More than 24 hours have passed since the person last wrote.',
      'Wait until the person writes; a human answer within seven days may be sent as native with HUMAN_AGENT.',
    ),
    row(
      '551 551/1545041 200/1545041 1545041',
      'recipient_unreachable',
      'The person does not receive messages from this account now.',
      'Wait until the person writes again; sending the same again will not help.',
    ),
    row(
      '10/2018108',
      'recipient_unreachable',
      'The person cannot receive messages now.',
      'Reach the person some other way; sending the same again will not help.',
    ),
    row(
      '100/2018001',
      'recipient_unreachable',
      'There is no such person, or the id belongs to another account.',
      'Use the id that this account’s own webhooks name.',
    ),
    row(
      '10/2018336',
      'content_rejected',
      'This feature is not available to people in the person’s region.',
      'Send a plain text or media instead.',
    ),
    row(
      '100/2534037 2018171 2018300 2018321',
      'thread_elsewhere',
      'Another app or an automation of Meta’s controls this conversation.',
      'Take control of the conversation in the Page’s conversation routing, or wait until it is passed on.',
    ),
  ];
}

function ofContent(row: Row): CatalogueEntry[] {
  return [
    row(
      '100/2018008 100/2018294',
      'temporary',
      'The server of the media was too slow for Meta.',
      'It is tried once more by itself; if that was in vain, put the media on a faster server.',
      { when: { is_transient: true }, tries: 2 },
    ),
    row('100/2018008', 'media_rejected', 'Meta could not fetch the media.', mendsMedia),
    row('100/2018294', 'media_rejected', 'The video took too long to fetch, or it is broken.', mendsMedia),
    row('100/2018047', 'media_rejected', 'The media are of another type than was said.', mendsMedia),
    row(
      '100/2018109',
      'media_rejected',
      'The media are too large.',
      'Send smaller media, or a link to them.',
    ),
    row(
      '100/2018074',
      'media_rejected',
      'The attachment id is unknown, expired, or belongs to another account.',
      'Upload the media again; ids live for 90 days.',
    ),

    row(
      '100/2018014',
      'content_rejected',
      'A message and a sender action stood in one request.',
      'Send one of them alone.',
    ),
    row('100/2018032 100/2018034', 'content_rejected', 'The message is empty.', 'Give it a text or media.'),
    row(
      '506',
      'content_rejected',
      'The same was sent just before.',
      'Change the content, or do not repeat it.',
    ),
    row('9000001', 'not_found', 'The message was deleted, or is too old to be read.', 'Leave it out.'),
  ];
}
