import type { Account, Platforms } from '../accounts/account.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { Database } from '../database/database.ts';
import type { RawWebhookRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';
import { type AcceptOptions, acceptKind } from './accept.ts';
import type { Acceptance, Accepted } from './acceptance.ts';
import { parsePayload } from './json.ts';
import { routeItems } from './route-items.ts';
import { erasedRaw } from './store-raw.ts';

/** What replaying is made of. */
export interface ReplayOptions extends AcceptOptions {
  database: Database;
  writer: Writer;
  directory: AccountDirectory;
  platforms: Platforms;
}

/** Runs stored webhooks through the parser again. */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #accept;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#accept = acceptKind(options);
  }

  /**
   * Replays one stored webhook: items that were unmatched, unsupported or broken get their chance; what
   * was understood before is left alone.
   *
   * @throws Problem 404 when there is none, 409 when its account is gone, 422 when it still cannot be read
   */
  async replay(workspaceId: string, id: string): Promise<Accepted> {
    const row = await this.#options.database.read
      .selectFrom('raw_webhooks')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw notFound('webhook', id);
    if (row.result === erasedRaw.result) throw erased();
    return this.#options.writer.add(this.#accept, this.#read(row));
  }

  #read(row: RawWebhookRow): Acceptance {
    const { directory, platforms } = this.#options;
    const platform = platforms.get(row.platform);
    const headers: Record<string, string> = JSON.parse(row.headers);
    // Webhooks kept by an older version have no signature: then only the app's own accounts are believed.
    const verified = (account: Account) =>
      account.appId === row.app_id ||
      account.platform.verify(row.body, new Headers(headers), account.secrets);
    const signer = this.#signer(row, platform, verified);
    if (!platform || !signer) {
      throw new Problem({
        status: 409,
        code: 'account_gone',
        detail: 'The account this webhook came for is not connected any more.',
        fix: 'Connect it again with the same secret, then replay.',
      });
    }
    const parsed = platform.parse(parseStored(row));
    return {
      platform: row.platform,
      raw: {
        id: row.id,
        workspaceId: row.workspace_id,
        accountId: row.account_id,
        appId: row.app_id,
        receivedAt: row.received_at,
        headers,
        body: row.body,
        stored: true,
      },
      ...routeItems(directory, platform, signer, parsed.items, verified),
      problems: parsed.problems,
      error: null,
      origin: 'replayed',
    };
  }

  /** The account of the URL, else any that holds the secret, also when it was connected later. */
  #signer(
    row: RawWebhookRow,
    platform: Platform | undefined,
    verified: (account: Account) => boolean,
  ): Account | undefined {
    const { directory } = this.#options;
    const named = row.account_id === null ? undefined : directory.get(row.account_id);
    if (named) return named;
    const relatives = [...directory.all()].filter(
      ({ platform: other }) => other.account.family === platform?.account.family,
    );
    return relatives.find(({ appId }) => appId === row.app_id) ?? relatives.find(verified);
  }
}

function erased(): Problem {
  return new Problem({
    status: 410,
    code: 'webhook_erased',
    detail: 'This webhook held something of a person who was erased, and its body with them.',
    fix: 'Nothing can be made of it any more.',
  });
}

function parseStored(row: RawWebhookRow): unknown {
  try {
    return parsePayload(new TextDecoder().decode(row.body));
  } catch (cause) {
    throw new Problem({
      status: 422,
      code: 'webhook_unreadable',
      detail: 'The stored body is not JSON, so there is nothing to replay.',
      fix: 'Look at it in the webhook log; nothing can be made of it.',
      cause,
    });
  }
}
