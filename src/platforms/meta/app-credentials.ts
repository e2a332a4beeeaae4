import { z } from 'zod';

/** A value pasted from a console page, often with a line break at its end. */
export const pasted = z.string().trim().min(1);

/** An id as Meta's consoles show it: never a URL, a name with spaces or a phone number. */
export function idFrom(what: string): z.ZodString {
  return z
    .string()
    .trim()
    .regex(/^[^\s+/@]+$/, `Give the ${what} from Meta’s console.`);
}

/** What every account of Meta is given beside its own token and ids. */
export const appFields = {
  // Without it nobody could tell a real webhook from a forged one.
  app_secret: z
    .union([pasted, z.array(pasted).min(1)])
    .describe('App secret, or several during a rotation, newest first.'),
  verify_token: pasted.optional().describe('Verify token of the webhook; made when it is left out.'),
  app_id: pasted.optional().describe('App ID; needed to inspect the token and to subscribe the app itself.'),
};

/** Signing secrets among credentials; the same on all of Meta's platforms. */
export interface AppSecret {
  app_secret: string | string[];
}

/** How the app secret stands in credentials: to be taken out, and put back. */
export const appSecretRules = {
  signingSecrets: ({ app_secret }: AppSecret): string[] =>
    Array.isArray(app_secret) ? app_secret : [app_secret],
  secretFields: (secrets: readonly string[]) => ({ app_secret: [...secrets] }),
  withoutSecrets<C extends AppSecret>({ app_secret: _, ...rest }: C): Omit<C, 'app_secret'> {
    return rest;
  },
};
