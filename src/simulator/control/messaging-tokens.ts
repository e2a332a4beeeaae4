import { z } from 'zod';
import type { AccessToken } from '../graph/state.ts';
import type { MessagingAccount } from '../messaging/state.ts';
import type { World } from '../world.ts';

/** What may be said about the tokens of a Page or Instagram account. */
export const tokenChanges = {
  /** Milliseconds since 1970; null: never. */
  token_expires_at: z.number().nullable().optional(),
  data_access_expires_at: z.number().nullable().optional(),
  scopes: z.array(z.string().min(1)).optional(),
  /** The subcode with which the tokens are refused from now on (460: password changed); null: they live. */
  token_died_of: z.number().int().nullable().optional(),
};

/** The tokens with which an account can be used: its own, and those of the Page it is linked to. */
export function tokensFor(world: World, account: MessagingAccount): AccessToken[] {
  const holders = [account.id];
  if (account.platform === 'instagram' && account.page !== null) holders.push(account.page.id);
  return [...world.graph.tokens.values()].filter(
    (one) => one.holder !== null && holders.includes(one.holder),
  );
}

/** The newest token that speaks for a holder. */
export function newestToken(world: World, holder: string): AccessToken | null {
  return [...world.graph.tokens.values()].findLast((one) => one.holder === holder) ?? null;
}

/** Changes all tokens of an account. */
export function changeTokens(
  world: World,
  account: MessagingAccount,
  input: {
    token_expires_at?: number | null | undefined;
    data_access_expires_at?: number | null | undefined;
    scopes?: string[] | undefined;
    token_died_of?: number | null | undefined;
  },
): void {
  for (const token of tokensFor(world, account)) {
    if (input.token_expires_at !== undefined) token.expires_at = input.token_expires_at;
    if (input.data_access_expires_at !== undefined) {
      token.data_access_expires_at = input.data_access_expires_at;
    }
    if (input.scopes !== undefined) token.scopes = [...input.scopes];
    if (input.token_died_of !== undefined) token.died_of = input.token_died_of;
  }
}
