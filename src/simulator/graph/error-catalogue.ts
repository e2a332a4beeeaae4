/** One row of Meta's list of error codes. */
export interface CatalogueRow {
  status: number;
  title: string;
  details: string;
  subcode?: number;
  type?: string;
}

/**
 * The codes the simulator answers by itself or on demand, with Meta's HTTP status and words.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
export const catalogue: Readonly<Record<number, CatalogueRow>> = {
  0: { status: 401, title: 'AuthException', details: 'We were unable to authenticate the app user.' },
  1: { status: 400, title: 'API Unknown', details: 'Invalid request or possible server error.' },
  2: { status: 503, title: 'API Service', details: 'Temporary due to downtime or due to being overloaded.' },
  3: { status: 500, title: 'API Method', details: 'Capability or permissions issue.' },
  4: {
    status: 400,
    title: 'Application request limit reached',
    details: 'The app has reached its API call rate limit.',
  },
  10: {
    status: 403,
    title: 'Application does not have permission for this action',
    details: 'Permission is either not granted or has been removed.',
  },
  33: {
    status: 400,
    title: 'Parameter value is not valid',
    details: 'The business phone number has been deleted.',
  },
  100: {
    status: 400,
    title: 'Invalid parameter',
    details: 'The request included one or more unsupported or misspelled parameters.',
  },
  104: {
    status: 401,
    title: 'An access token is required to request this resource.',
    details: 'An access token is required to request this resource.',
  },
  190: {
    status: 401,
    title: 'Invalid OAuth access token - Cannot parse access token',
    details: 'Your access token has expired.',
  },
  200: {
    status: 403,
    title: 'API Permission',
    details: 'Permission is either not granted or has been removed.',
  },
  368: {
    status: 403,
    title: 'Temporarily blocked for policies violations',
    details:
      'The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy.',
  },
  803: {
    status: 404,
    title: 'Some of the aliases you requested do not exist',
    details: 'Some of the aliases you requested do not exist.',
  },
  2500: { status: 400, title: 'Unknown path components', details: 'Unknown path components.' },
  80007: {
    status: 400,
    title: 'Rate limit issues',
    details: 'The WhatsApp Business Account has reached its rate limit.',
  },
  80008: {
    status: 400,
    title: 'There have been too many calls to this WhatsApp Business account',
    details: 'Wait a bit and try again.',
  },
  130403: { status: 403, title: 'User blocked', details: 'You blocked this user.' },
  130429: {
    status: 400,
    title: 'Rate limit hit',
    details: 'Cloud API message throughput has been reached.',
    subcode: 2494055,
  },
  130472: {
    status: 400,
    title: "User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment",
  },
  130497: {
    status: 403,
    title: 'Business account is restricted from messaging users in this country.',
    details: 'The WhatsApp Business Account is restricted from messaging to users in certain countries.',
  },
  131000: {
    status: 500,
    title: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
  },
  131005: {
    status: 403,
    title: 'Access denied',
    details: 'Permission is either not granted or has been removed.',
  },
  131008: {
    status: 400,
    title: 'Required parameter is missing',
    details: 'The request is missing a required parameter.',
  },
  131009: {
    status: 400,
    title: 'Parameter value is not valid',
    details: 'One or more parameter values are invalid.',
  },
  131016: { status: 500, title: 'Service unavailable', details: 'A service is temporarily unavailable.' },
  131020: { status: 400, title: 'Group has one member', details: 'The group has no other member.' },
  131021: {
    status: 400,
    title: 'Recipient cannot be sender',
    details: 'Sender and recipient phone number is the same.',
  },
  131026: { status: 400, title: 'Message undeliverable', details: 'Message Undeliverable.' },
  131030: {
    status: 400,
    title: 'Recipient phone number not in allowed list',
    details:
      'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
  },
  131031: {
    status: 403,
    title: 'Business Account locked',
    details:
      'The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy.',
  },
  131037: {
    status: 400,
    title: 'WhatsApp provided number needs display name approval before message can be sent.',
    details: 'The 555 business phone number used to send the request does not have an approved display name.',
  },
  131041: {
    status: 400,
    title: 'Unknown group',
    details: 'The group is not known to this business phone number.',
  },
  131042: {
    status: 400,
    title: 'Business eligibility payment issue',
    details: 'There was an error related to your payment method.',
  },
  131045: {
    status: 500,
    title: 'Incorrect certificate',
    details: 'Message failed to send due to a phone number registration error.',
  },
  131047: {
    status: 400,
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131048: {
    status: 400,
    title: 'Spam rate limit hit',
    details:
      'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  },
  131049: {
    status: 400,
    title: 'This message was not delivered to maintain healthy ecosystem engagement.',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  131050: {
    status: 400,
    title:
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business',
    details: 'The recipient stopped marketing messages.',
  },
  131051: {
    status: 400,
    title: 'Unsupported message type',
    details: 'Message type is not currently supported.',
  },
  131052: {
    status: 400,
    title: 'Media download error',
    details: 'Unable to download the media sent by the user.',
  },
  131053: {
    status: 400,
    title: 'Media upload error',
    details: 'Unable to upload the media used in the message.',
  },
  131056: {
    status: 400,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same recipient in a short period of time.',
  },
  131057: {
    status: 500,
    title: 'Account in maintenance mode',
    details: 'Business Account is in maintenance mode.',
  },
  131062: {
    status: 400,
    title: 'Business-scoped user id not allowed for this message',
    details: 'One-tap, zero-tap and copy code authentication templates need a phone number.',
  },
  131063: {
    status: 400,
    title: 'Marketing templates disabled on Cloud API',
    details: 'Use the Marketing Messages API.',
  },
  131064: {
    status: 400,
    title: 'Limited for wrong template categories',
    details: 'The account is limited because of wrong template categories.',
  },
  132000: {
    status: 400,
    title: 'Number of parameters does not match the expected number of params',
    details:
      'The number of variable parameter values included in the request did not match the number of variable parameters defined in the template.',
  },
  132001: {
    status: 404,
    title: 'Template name does not exist in the translation',
    details: 'The template does not exist in the specified language or the template has not been approved.',
  },
  132005: { status: 400, title: 'Translated text too long', details: 'Translated text is too long.' },
  132007: {
    status: 400,
    title: 'Template format character policy violated',
    details: 'Template content violates a WhatsApp policy.',
  },
  132012: {
    status: 400,
    title: 'Parameter format does not match format in the created template',
    details: 'Variable parameter values formatted incorrectly.',
  },
  132015: {
    status: 400,
    title: 'Template is paused',
    details: 'Template is paused due to low quality so it cannot be sent in a template message.',
  },
  132016: {
    status: 400,
    title: 'Template is disabled',
    details: 'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  132018: {
    status: 400,
    title: 'Template parameters invalid',
    details: 'One of the template parameters is not valid.',
  },
  132068: { status: 400, title: 'Flow is blocked', details: 'Flow is in blocked state.' },
  132069: {
    status: 400,
    title: 'Flow is throttled',
    details: 'Flow is in throttled state and 10 messages using this flow were already sent in the last hour.',
  },
  133004: {
    status: 503,
    title: 'Server temporarily unavailable',
    details: 'Server is temporarily unavailable.',
  },
  133010: {
    status: 400,
    title: 'Phone number not registered',
    details: 'Phone number not registered on the WhatsApp Business Platform.',
  },
  135000: {
    status: 400,
    title: 'Generic user error',
    details: 'Message failed to send because of an unknown error with your request parameters.',
  },
  137000: {
    status: 400,
    title: 'Recipient identity key hash mismatch',
    details: 'The recipient identity key hash does not match.',
  },
  17: { status: 400, title: 'User request limit reached', details: 'The user has reached their rate limit.' },
  32: { status: 400, title: 'Page request limit reached', details: 'The Page has reached its rate limit.' },
  102: {
    status: 401,
    title: 'Session key invalid or no longer valid',
    details: 'Session key invalid or no longer valid.',
  },
  613: {
    status: 400,
    title: 'Calls to this api have exceeded the rate limit.',
    details: 'Calls to this api have exceeded the rate limit.',
  },
  131014: { status: 400, title: 'Request for url failed', details: 'The linked media could not be fetched.' },
  131044: {
    status: 400,
    title: 'Business eligibility - calling payment issue',
    details: 'Call failed because of a problem with the payment method.',
  },
  131055: {
    status: 400,
    title: 'Method not allowed',
    details: 'Only marketing template messages are supported.',
  },
  131059: { status: 400, title: 'Group operation failed', details: 'The operation on the group failed.' },
  131208: {
    status: 400,
    title: 'Group rate limit hit',
    details: 'Too many operations on groups in a short period of time.',
  },
  132008: {
    status: 400,
    title: 'Template parameter value invalid',
    details: 'The value of a template parameter is invalid.',
  },
  133000: {
    status: 500,
    title: 'Incomplete deregistration',
    details: 'A previous deregistration attempt failed.',
  },
  133005: {
    status: 400,
    title: 'Two step verification PIN mismatch',
    details: 'Two-step verification PIN incorrect.',
  },
  133006: {
    status: 400,
    title: 'Phone number re-verification needed',
    details: 'Phone number needs to be verified before registering.',
  },
  133008: {
    status: 400,
    title: 'Too many two step verification PIN guesses',
    details: 'Too many two-step verification PIN guesses for this phone number.',
  },
  133009: {
    status: 400,
    title: 'Two step verification PIN guessed too fast',
    details: 'Two-step verification PIN was entered too quickly.',
  },
  133015: {
    status: 400,
    title: 'Please wait a few minutes before attempting to register this phone number',
    details: 'The phone number you are attempting to register was recently deleted.',
  },
  133016: {
    status: 400,
    title: 'Account register/deregister rate limit exceeded',
    details: 'Registration or deregistration failed because there were too many attempts.',
  },
  134011: {
    status: 400,
    title: 'Payments terms of service not accepted',
    details: 'The terms of service for payments on WhatsApp are not accepted.',
  },
  134100: {
    status: 400,
    title: 'Only marketing messages supported',
    details: 'Only marketing templates can be sent here.',
  },
  134101: {
    status: 400,
    title: 'Template syncing',
    details: 'The template is still syncing, which can take up to ten minutes.',
  },
  134102: {
    status: 400,
    title: 'Template unavailable',
    details: 'The template is not available for marketing messages.',
  },
  136024: {
    status: 400,
    title: 'Code request failed',
    details: 'The verification code could not be requested.',
  },
  136025: {
    status: 400,
    title: 'Code verification failed',
    details: 'The verification code is not right.',
  },
  2494100: {
    status: 400,
    title: 'Phone number in maintenance',
    details: 'The phone number is being moved to another server.',
  },
};

/** Codes that Meta lists by the hundred or the dozen, for what has no place in a message. */
export const families: readonly { from: number; to: number; row: CatalogueRow }[] = [
  {
    from: 200,
    to: 299,
    row: {
      status: 403,
      title: 'API Permission',
      details: 'Permission is either not granted or has been removed.',
    },
  },
  {
    from: 131201,
    to: 131215,
    row: { status: 400, title: 'Group operation failed', details: 'The operation on the group failed.' },
  },
  {
    from: 138000,
    to: 138999,
    row: { status: 400, title: 'Calling failed', details: 'The call could not be made.' },
  },
  {
    from: 139000,
    to: 139004,
    row: { status: 400, title: 'Flow management failed', details: 'The Flow could not be changed.' },
  },
  {
    from: 139100,
    to: 139103,
    row: {
      status: 400,
      title: 'Failed to block/unblock users',
      details: 'Failed to block or unblock some users.',
    },
  },
  {
    from: 147001,
    to: 147005,
    row: { status: 400, title: 'Business username refused', details: 'The username cannot be used.' },
  },
  {
    from: 2388000,
    to: 2388999,
    row: { status: 400, title: 'Template creation failed', details: 'The template could not be created.' },
  },
  {
    from: 2593107,
    to: 2593108,
    row: { status: 400, title: 'Synchronization failed', details: 'The chats cannot be synchronized now.' },
  },
];

/** Subcodes that tell errors of one code apart; WhatsApp's own codes have none. */
export const subcodes: Readonly<Record<string, string>> = {
  '100/33': 'Unsupported post request. Object with this ID does not exist or cannot be loaded.',
  '190/458': 'Error validating access token: The user has not authorized the application.',
  '190/459': 'Error validating access token: The user has been checkpointed.',
  '190/460': 'Error validating access token: The user changed the password.',
  '190/463': 'Error validating access token: Session has expired.',
  '190/464': 'Error validating access token: The user is not a confirmed user.',
  '190/467': 'Error validating access token: The session is invalid.',
};
