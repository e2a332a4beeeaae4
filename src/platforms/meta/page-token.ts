import type { Failure } from '../../errors.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { type Findings, finding, noFindings } from '../findings.ts';
import { textAt } from '../readers.ts';
import type { PlatformRequest } from '../request.ts';
import type { MetaInput } from './app-access.ts';
import { graphGet, graphPath } from './settings.ts';
import { explainForeignToken, otherNodeType } from './token-check.ts';

/** Whether a token is the one of a Page. */
export interface PageTokenCheck extends Findings {
  /** The Page it speaks for; null when the platform does not tell. */
  page_id: string | null;
  /** Why the call was refused, whatever it means; null when it was not. */
  refusal: Failure | null;
  /** Nobody answered, so nothing is known. */
  silent: boolean;
}

const howToGet =
  'Get the Page access token: developers.facebook.com/tools/explorer > User or Page > the Page, or ' +
  'GET /me/accounts with the token of a person who manages it.';

/**
 * Asks who the token is: to a Page's token `me` is the Page. Id and name need no permission.
 * https://developers.facebook.com/documentation/facebook-login/guides/access-tokens#pagetokens
 */
export function* checkPageToken(
  input: MetaInput,
  { page_id, token }: { page_id: string; token: string },
): Dialogue<PageTokenCheck> {
  const reply = yield* ask(me(input, 'id,name'));
  if (!reply.ok) {
    const refusal = failureOf(reply);
    const faults = [explainForeignToken(refusal, token, howToGet)];
    return { faults, warnings: [], page_id: null, refusal, silent: reply.status === null };
  }
  const found = textAt(reply.body, 'id') ?? null;
  const known = { page_id: found, refusal: null, silent: false };
  if (found === page_id) return { ...noFindings, ...known };
  const name = textAt(reply.body, 'name') ?? found ?? 'somebody else';
  const isPage = yield* belongsToPage(input);
  return { faults: [isPage ? ofOtherPage(name, page_id) : ofNoPage(name)], warnings: [], ...known };
}

function me({ settings }: MetaInput, fields: string): PlatformRequest {
  return graphGet(graphPath(settings, 'me'), { fields });
}

/** Only Pages have a category: asked of anything else, Meta names what it is. */
function* belongsToPage(input: MetaInput): Dialogue<boolean> {
  const reply = yield* ask(me(input, 'category'));
  return reply.ok || otherNodeType(reply.failure) === null;
}

function ofOtherPage(name: string, wanted: string): Failure {
  const cause = `The token is the one of another Page (${name}), not of the Page ${wanted}.`;
  const fix = 'Give Page ID and Page access token of the same Page.';
  return finding('credentials', 'other_page', cause, fix);
}

function ofNoPage(name: string): Failure {
  const cause = `This is the token of a person or system user (${name}), not the one of a Page.`;
  return finding('credentials', 'no_page_token', cause, howToGet);
}
