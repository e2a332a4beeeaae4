import type { Failure } from '../../errors.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { type Findings, finding, noFindings } from '../findings.ts';
import { textAt } from '../readers.ts';
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
 * Asks who the token is: to a Page's token `me` is the Page. The category is a field that only Pages have.
 * https://developers.facebook.com/documentation/facebook-login/guides/access-tokens#pagetokens
 */
export function* checkPageToken(
  input: MetaInput,
  { page_id, token }: { page_id: string; token: string },
): Dialogue<PageTokenCheck> {
  const reply = yield* ask(graphGet(graphPath(input.settings, 'me'), { fields: 'id,name,category' }));
  if (reply.ok) {
    const found = textAt(reply.body, 'id') ?? null;
    const findings = found === page_id ? noFindings : ofOtherPage(found, page_id);
    return { ...findings, page_id: found, refusal: null, silent: false };
  }
  const refusal = failureOf(reply);
  const faults = [explained(refusal, token)];
  return { faults, warnings: [], page_id: null, refusal, silent: reply.status === null };
}

function ofOtherPage(found: string | null, wanted: string): Findings {
  const cause = `The token is the one of ${found ?? 'somebody else'}, not of the Page ${wanted}.`;
  const fix = 'Give Page ID and Page access token of the same Page.';
  return { faults: [finding('credentials', 'other_page', cause, fix)], warnings: [] };
}

function explained(failure: Failure, token: string): Failure {
  const node = otherNodeType(failure);
  if (node === null) return explainForeignToken(failure, token, howToGet);
  const cause =
    node === 'User'
      ? 'This is the token of a person, not the one of the Page.'
      : `This is the token of something else (${node}), not the one of the Page.`;
  return { ...failure, kind: 'credentials', code: 'no_page_token', cause, fix: howToGet };
}
