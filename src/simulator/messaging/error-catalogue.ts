/** One row of Meta's list of errors for Messenger and Instagram messaging. */
export interface MessagingErrorRow {
  message: string;
  /** As Meta sends it; absent where it does not say. */
  transient?: boolean;
  user?: { title: string; message: string };
}

/**
 * What the simulator answers by itself or on demand, by `code` or `code/subcode`, in Meta's words as far as
 * they are known. https://developers.facebook.com/docs/messenger-platform/error-codes
 */
export const catalogue: Readonly<Record<string, MessagingErrorRow>> = {
  '-1': { message: 'Unknown error.', transient: true },
  '1': { message: 'An unknown error has occurred.', transient: true },
  '1/99': { message: 'An unknown error occurred.' },
  '1/1357046': { message: 'Received Invalid JSON reply.' },
  '1/2018382': { message: 'The instant form is invalid.' },
  '2': {
    message: 'An unexpected error has occurred. Please retry your request later.',
    transient: true,
  },
  '2/1545133': { message: 'Service temporarily unavailable.', transient: true },
  '2/2018344': {
    message: 'Service temporarily unavailable',
    transient: false,
    user: { title: 'Terms not accepted', message: 'The Page must accept the terms on contacts first.' },
  },
  '3': { message: 'Application does not have the capability to make this API call.' },
  '4': { message: 'Application request limit reached', transient: true },
  '4/2018022': { message: 'Too many send requests to phone numbers', transient: true },
  '4/2018354': { message: 'This person agreed to less frequent messages.' },
  '9/2018352': { message: 'Opt-in request limit reached.' },
  '10': { message: 'Application does not have permission for this action' },
  '10/1404170': { message: 'The Page is restricted from sending opt-in requests.' },
  '10/1893015': { message: 'The person stopped messages on this topic.' },
  '10/1893063': { message: 'The Page is temporarily restricted from sending messages.' },
  '10/2018065': {
    message: 'This message is sent outside of allowed window. You need the permission for news messaging.',
  },
  '10/2018108': {
    message: "This Person Cannot Receive Messages: This person isn't receiving messages from you right now.",
  },
  '10/2018278': {
    message:
      'This message is sent outside of allowed window. Learn more about the new policy here: ' +
      'https://developers.facebook.com/docs/messenger-platform/policy-overview',
  },
  '10/2018300': {
    message: 'Message failed to send because another app is controlling this thread now.',
  },
  '10/2018321': { message: 'Message failed to send because an automated question flow is running.' },
  '10/2018336': { message: 'This feature is not available in the thread of this person.' },
  '10/2534022': { message: 'This message is sent outside of allowed window.' },
  '10/2534077': {
    message: 'The link between the Page and the Instagram account, or two-factor authentication, is broken.',
  },
  '17': { message: 'User request limit reached', transient: true },
  '17/2446079': { message: 'User request limit reached', transient: true },
  '32': { message: 'Page request limit reached', transient: true },
  '100': { message: 'Invalid parameter' },
  '100/2018001': { message: 'No matching user found' },
  '100/2018008': { message: 'Failed to fetch the file from the url' },
  '100/2018014': { message: 'Cannot use message and sender_action together' },
  '100/2018034': { message: 'Message cannot be empty, must provide valid attachment or text' },
  '100/2018047': {
    message: "Upload attachment failure. The type of the file doesn't match the type of the attachment.",
  },
  '100/2018074': { message: 'Invalid attachment id: it is unknown, expired or not yours' },
  '100/2018109': { message: 'Attachment size exceeds allowable limit' },
  '100/2018164': { message: 'Invalid app id' },
  '100/2018173': { message: 'The url of a media template must be one of Facebook' },
  '100/2018218': { message: 'There is no profile available for this user.' },
  '100/2018294': { message: 'The video could not be processed in time' },
  '100/2018320': { message: 'Invalid product id' },
  '100/2018328': { message: 'The product cannot be shown' },
  '100/2534013': { message: 'The Page is not linked to an Instagram account.' },
  '100/2534014': { message: 'The requested user cannot be found.' },
  '100/2534015': { message: 'Invalid message data.' },
  '100/2534025': { message: 'The comment is invalid for a private reply.' },
  '100/2534029': { message: 'This business is blocked from the Instagram messaging API.' },
  '100/2534037': { message: 'The app is not the owner of the thread.' },
  '102': { message: 'Session key invalid or no longer valid' },
  '190': { message: 'Invalid OAuth access token.' },
  '190/458': { message: 'Error validating access token: The user has not authorized the application.' },
  '190/459': { message: 'Error validating access token: The user has been checkpointed.' },
  '190/460': { message: 'Error validating access token: The user changed the password.' },
  '190/463': { message: 'Error validating access token: Session has expired.' },
  '190/464': { message: 'Error validating access token: The user is not a confirmed user.' },
  '190/467': { message: 'Error validating access token: The session is invalid.' },
  '190/492': { message: 'Error validating access token: The user has no role on the Page.' },
  '200': { message: 'Permissions error' },
  '200/1545041': { message: "This person isn't available right now." },
  '200/2018021': { message: 'Requires phone matching access fee to be paid by this page.' },
  '200/2018027': { message: 'The app is not live.' },
  '200/2018028': { message: 'Cannot message users who are not admins, developers or testers of the app.' },
  '200/2534041': {
    message: 'The account owner has disabled access to Instagram direct messages.',
  },
  '210': { message: 'A page access token is required to request this resource.' },
  '230': { message: 'Requires pages_messaging permission to manage the object' },
  '341': { message: 'Application limit reached', transient: true },
  '368': { message: 'The action attempted has been deemed abusive or is otherwise disallowed' },
  '506': { message: 'Duplicate message' },
  '551': { message: "This person isn't available right now." },
  '551/1545041': { message: "This person isn't available right now." },
  '613': { message: 'Calls to this api have exceeded the rate limit.', transient: true },
  '613/1996': { message: 'Calls to this api have exceeded the rate limit.', transient: true },
  '613/1893016': { message: 'The person was already asked to opt in to this topic.' },
  '613/2018338': { message: 'Tags were used in a way that breaks the policy.' },
  '613/2534040': { message: 'Calls to this api have exceeded the rate limit.', transient: true },
  '1200': { message: 'Temporary send message failure. Please try again later.', transient: true },
  '2022': { message: 'Commerce messages are disabled for this Page.' },
  '2018144': { message: 'Notification quota of the game exceeded' },
  '2018171': { message: 'The thread control cannot be passed to this app.' },
  '2018247': { message: 'Insufficient permission to access user profile.' },
  '2500': { message: 'Unknown path components' },
  '10303': { message: 'Invalid account_linking_token' },
  '36000/2207004': {
    message: 'The image size is too large.',
    transient: false,
    user: { title: 'Image size too large', message: 'The image should be less than 8 MiB.' },
  },
  '36103': { message: 'The account is not eligible yet.' },
  '80001': {
    message: 'There have been too many calls to this Page account. Wait a bit and try again.',
    transient: true,
  },
  '80002': {
    message: 'There have been too many calls to this Instagram account. Wait a bit and try again.',
    transient: true,
  },
  '80006': {
    message: 'There have been too many calls to this Messenger account. Wait a bit and try again.',
    transient: true,
  },
  '9000001': { message: 'The message was deleted.' },
};
