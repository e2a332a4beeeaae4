import type { Platform } from '../platform.ts';
import { care } from './account.ts';
import { content } from './content-rules.ts';
import { accountRules, credentialsSchema, type LineCredentials } from './credentials.ts';
import { errors, explainError } from './errors.ts';
import { abilities, defaultEvents, limits } from './limits.ts';
import { media } from './media-transfer.ts';
import { policy } from './policy.ts';
import { samplePayload } from './sample.ts';
import { send } from './send.ts';
import { candidates, parse, recognises, signatureHeader, verify } from './webhook.ts';

/** LINE Messaging API: https://developers.line.biz/en/docs/messaging-api/ */
export const line: Platform<LineCredentials> = {
  name: 'line',
  title: 'LINE',
  aliases: [],
  settings: {
    line_url: {
      env: 'PARLEY_LINE_URL',
      default: 'https://api.line.me',
      help: 'Base URL of the LINE API.',
    },
    line_data_url: {
      env: 'PARLEY_LINE_DATA_URL',
      default: 'https://api-data.line.me',
      help: 'Base URL from which LINE media are fetched.',
    },
  },
  credentials: credentialsSchema,
  account: accountRules,
  limits,
  abilities,
  content,
  defaultEvents,
  verify,
  signatureHeaders: [signatureHeader],
  recognises,
  candidates,
  parse,
  send,
  policy,
  care,
  media,
  errors,
  explainError,
  samplePayload,
};
