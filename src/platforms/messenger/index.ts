import { readChallenge } from '../meta/challenge.ts';
import { graphSettings } from '../meta/settings.ts';
import { signatureHeader, verifySignature } from '../meta/signature.ts';
import type { Platform } from '../platform.ts';
import { care } from './account.ts';
import { content } from './content-rules.ts';
import { accountRules, credentialsSchema, type MessengerCredentials } from './credentials.ts';
import { errors, explainError } from './errors.ts';
import { abilities, defaultEvents, limits } from './limits.ts';
import { media } from './media-transfer.ts';
import { candidates, recognises } from './payload.ts';
import { policy } from './policy.ts';
import { samplePayload } from './sample.ts';
import { send } from './send.ts';
import { templates } from './templates.ts';
import { parse } from './webhook.ts';

/** Facebook Messenger. An account is one Facebook Page. */
export const messenger: Platform<MessengerCredentials> = {
  name: 'messenger',
  title: 'Messenger',
  aliases: ['facebook'],
  settings: graphSettings,
  credentials: credentialsSchema,
  account: accountRules,
  limits,
  abilities,
  content,
  defaultEvents,
  challenge: readChallenge,
  verify: verifySignature,
  signatureHeaders: [signatureHeader],
  recognises,
  candidates,
  parse,
  send,
  policy,
  care,
  media,
  templates,
  errors,
  explainError,
  samplePayload,
};
