import type { AccountRow } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';

/** What calling a platform as an account takes; the account need not be connected yet. */
export interface Connection {
  id: string;
  platform: Platform;
  externalId: string | null;
  /** What signs its webhooks, newest first. */
  secrets: readonly string[];
  /** Checked by the platform's schema, without the signing secrets. */
  credentials: unknown;
  /** The platform's settings, with this account's own over the installation's. */
  settings: Readonly<Record<string, string>>;
  /** Absent while it is not connected. */
  row?: AccountRow;
}

/** A connected account, opened: what receiving and sending need, held in memory only. */
export interface Account extends Connection {
  workspaceId: string;
  name: string;
  appId: string;
  /** Ids shared with other accounts (a WABA id). */
  groupIds: readonly string[];
  verifyToken: string | null;
  row: AccountRow;
}

/** The platforms this hub was built with, found by name or alias. */
export class Platforms {
  readonly #byName = new Map<string, Platform>();
  readonly all: readonly Platform[];

  constructor(platforms: readonly Platform[]) {
    this.all = platforms;
    for (const platform of platforms) {
      for (const name of [platform.name, ...platform.aliases]) this.#byName.set(name, platform);
    }
  }

  /** The platform of this name or alias. */
  get(name: string): Platform | undefined {
    return this.#byName.get(name);
  }

  /** The platforms of a family, which is named by itself or by one of them. */
  family(name: string): Platform[] {
    const family = this.get(name)?.account.family ?? name;
    return this.all.filter(({ account }) => account.family === family);
  }

  /** A problem 422 for a name that is none. */
  unknown(name: string): Problem {
    return new Problem({
      status: 422,
      code: 'unknown_platform',
      detail: `There is no platform ${JSON.stringify(name)}.`,
      fix: `Use one of: ${[...this.#byName.keys()].join(', ')}.`,
    });
  }
}

/** What an account of this platform may choose for itself, each setting with its values; anybody who may change it. */
export function choicesOf({ policy }: Platform): Readonly<Record<string, readonly string[]>> {
  return { ...accountSettings, ...policy.settings };
}

/** Settings that every account has beside those of its platform; anybody who may change the account may set them. */
const accountSettings: Readonly<Record<string, readonly string[]>> = {
  /** What to do with a send when nobody can tell whether it was taken; else the installation's policy. */
  uncertain_policy: ['resend', 'fail'],
};

/** The callback URL of an account; without the account, of a whole app. */
export function webhookUrl(publicUrl: string, platform: string, accountId?: string): string {
  const path = `/api/v1/webhooks/${platform}`;
  return `${publicUrl}${path}${accountId === undefined ? '' : `/${accountId}`}`;
}

/** The target under which work through this account is queued. */
export function accountTarget(accountId: string): string {
  return `account:${accountId}`;
}

/** The account of a target made by {@link accountTarget}. */
export function accountOfTarget(target: string): string {
  return target.slice('account:'.length);
}
