import type { Account, Platforms } from '../accounts/account.ts';
import type { Counters } from '../accounts/counters.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { AccountStore } from '../accounts/store.ts';
import type { Clock } from '../clock.ts';
import type { Interest } from '../conversations/interest.ts';
import type { Writer } from '../database/writer.ts';
import { DatabaseUnavailable, notFound, Problem } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Platform } from '../platforms/platform.ts';
import { storableText } from '../storable.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type AcceptOptions, acceptKind } from './accept.ts';
import type { Acceptance, Accepted } from './acceptance.ts';
import type { ItemHash } from './item-hash.ts';
import { routeItems } from './route-items.ts';
import { SourceLimit } from './source-limit.ts';
import { keptHeaders, readContent, type WebhookContent, type WebhookRequest } from './webhook-request.ts';

/** What receiving is made of. */
export interface ReceiverOptions {
  directory: AccountDirectory;
  accounts: AccountStore;
  platforms: Platforms;
  writer: Writer;
  clock: Clock;
  counters: Counters;
  metrics: Metrics;
  log: Logger;
  echoWaitMs: number;
  hash: ItemHash;
  profileRefreshMs: number;
  interest: Interest;
  signatureTriesPerMinute: number;
}

// Without an id in the body every secret may be tried; an attacker must not make us compute more than this.
const maximumTries = 50;

/** A webhook's way from bytes to a committed row. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #accept;
  readonly #limit: SourceLimit;
  readonly #lastWebhook = new Map<string, number>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
    const acceptOptions: AcceptOptions = {
      now: () => options.clock.now(),
      echoWaitMs: options.echoWaitMs,
      profileRefreshMs: options.profileRefreshMs,
      hash: options.hash,
      interest: options.interest,
    };
    this.#accept = acceptKind(acceptOptions);
    this.#limit = new SourceLimit(options.clock, options.signatureTriesPerMinute);
  }

  /** When the latest verified webhook of an account came to this process (ms). */
  lastWebhookAt(accountId: string): number | undefined {
    return this.#lastWebhook.get(accountId);
  }

  /**
   * Verifies, parses and stores one request. When it resolves, everything is committed.
   *
   * @throws Problem 404 for an unknown URL, 401 for a bad signature, 503 when nothing can be stored
   */
  async receive(request: WebhookRequest): Promise<Accepted> {
    const { metrics, clock } = this.#options;
    const started = clock.monotonic();
    const platform = this.#platform(request.platform);
    try {
      const accepted = await this.#receive(platform, request);
      metrics.webhookRequests.inc({ platform: platform.name, outcome: 'accepted' });
      return accepted;
    } catch (error) {
      const outcome = error instanceof Problem ? error.code : 'error';
      metrics.webhookRequests.inc({ platform: platform.name, outcome });
      throw error;
    } finally {
      metrics.webhookDuration.observe((clock.monotonic() - started) / 1000);
    }
  }

  #platform(name: string): Platform {
    const platform = this.#options.platforms.get(name);
    if (!platform) throw notFound('platform', name);
    return platform;
  }

  async #receive(platform: Platform, request: WebhookRequest): Promise<Accepted> {
    const { signer, content } = await this.#signer(platform, request);
    const acceptance = this.#read(this.#spoken(platform, content), request, content, signer);
    try {
      const accepted = await this.#options.writer.add(this.#accept, acceptance);
      this.#count(acceptance, signer, accepted);
      return accepted;
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error;
      return this.#storeBroken(acceptance, signer, error);
    }
  }

  /** The account whose secret signed this request; on its own URL nothing is parsed before that is certain. */
  async #signer(
    platform: Platform,
    request: WebhookRequest,
  ): Promise<{ signer: Account; content: WebhookContent }> {
    const { body, headers, source } = request;
    const account = await this.#accountOfUrl(platform, request);
    if (account) {
      if (!platform.verify(body, headers, account.secrets)) this.#refuse(platform, account);
      return { signer: account, content: readContent(body) };
    }
    const content = readContent(body);
    const candidates = this.#candidates(this.#spoken(platform, content), content, source);
    const signer = candidates.find(({ secrets }) => platform.verify(body, headers, secrets));
    if (signer) return { signer, content };
    this.#limit.failed(source);
    this.#refuse(platform, undefined);
  }

  /**
   * The account of the URL; undefined on the URL of a whole app. So is that of an account which was disconnected,
   * where ids choose: it may be the one callback of an app that others are still connected through.
   */
  async #accountOfUrl(platform: Platform, { accountId }: WebhookRequest): Promise<Account | undefined> {
    if (accountId === null) return undefined;
    const account = await this.#options.directory.find(accountId);
    if (account?.platform === platform) return account;
    const isCallbackOfApp =
      !account &&
      platform.account.routing === 'payload' &&
      (await this.#options.accounts.wasConnected(platform.name, accountId));
    if (isCallbackOfApp) return undefined;
    throw notFound('account', accountId);
  }

  /** The platform a body is of: one callback URL may get those of its whole family. */
  #spoken(platform: Platform, { body }: WebhookContent): Platform {
    if (platform.recognises(body)) return platform;
    const relatives = this.#options.platforms.family(platform.name);
    return relatives.find((other) => other.recognises(body)) ?? platform;
  }

  /** Accounts whose secrets are worth trying: those the body names, else one of each app. */
  #candidates(platform: Platform, { body }: WebhookContent, source: string): Account[] {
    const { directory } = this.#options;
    const named = platform.candidates(body).flatMap((id) => {
      const account = directory.byExternalId(platform.name, id);
      return account ? [account] : directory.byGroupId(platform.name, id);
    });
    const family = named.length > 0 ? named : this.#family(platform, source);
    return [...new Map(family.map((account) => [account.appId, account])).values()].slice(0, maximumTries);
  }

  #family(platform: Platform, source: string): Account[] {
    const accounts = [...this.#options.directory.all()].filter(
      (account) => account.platform.account.family === platform.account.family,
    );
    if (this.#limit.allows(source)) return accounts;
    throw new Problem({
      status: 429,
      code: 'too_many_unsigned_requests',
      detail: 'Too many requests that name no known account came from this address.',
      fix: 'Wait a minute; use the callback URL of the account instead of the whole app’s.',
      retryable: true,
      headers: { 'retry-after': '60' },
    });
  }

  #refuse(platform: Platform, account: Account | undefined): never {
    this.#options.metrics.signatureRefusals.inc({ platform: platform.name });
    if (account) this.#options.counters.add(counted(account), 'webhooks_refused');
    throw new Problem({
      status: 401,
      code: 'bad_signature',
      detail: 'The signature is missing or was not made with a secret of this account.',
      fix: 'Compare the app or channel secret in the platform’s console with the account’s; PATCH the account to change it.',
    });
  }

  /** Verified content → what is to be stored; whatever is wrong with it is stored too. */
  #read(platform: Platform, request: WebhookRequest, content: WebhookContent, signer: Account): Acceptance {
    const acceptance: Acceptance = {
      platform: platform.name,
      raw: {
        id: newId(),
        workspaceId: signer.workspaceId,
        accountId: request.accountId,
        appId: signer.appId,
        receivedAt: this.#options.clock.now(),
        headers: keptHeaders(request.headers, platform),
        body: request.body,
        stored: false,
      },
      entries: [],
      unmatched: [],
      problems: [],
      error: content.error,
      origin: 'live',
    };
    if (content.error !== null) return acceptance;
    try {
      const parsed = platform.parse(content.body);
      acceptance.problems = parsed.problems;
      const verified = (account: Account) =>
        account.appId === signer.appId || platform.verify(request.body, request.headers, account.secrets);
      Object.assign(
        acceptance,
        routeItems(this.#options.directory, platform, signer, parsed.items, verified),
      );
      this.#learnId(platform, signer, content.body);
    } catch (error) {
      acceptance.error = storableText(String(error));
    }
    return acceptance;
  }

  #learnId(platform: Platform, account: Account, body: unknown): void {
    if (account.externalId !== null || account.platform !== platform) return;
    const id = platform.account.learntId?.(body);
    if (!id) return;
    this.#options.accounts.learnExternalId(account.id, id).catch((error: unknown) => {
      this.#options.log.warn({ error, account: account.id }, 'the id of an account could not be stored');
    });
  }

  /** A request that fails by itself must not be sent for days: it is kept with its error, for people. */
  async #storeBroken(acceptance: Acceptance, signer: Account, error: unknown): Promise<Accepted> {
    this.#options.log.error(
      { error, raw: acceptance.raw.id },
      'a webhook could not be applied and is kept raw',
    );
    this.#options.counters.add(counted(signer), 'webhooks_failed');
    const broken = { ...acceptance, entries: [], unmatched: [], problems: [], error: String(error) };
    return this.#options.writer.add(this.#accept, broken);
  }

  #count(acceptance: Acceptance, signer: Account, accepted: Accepted): void {
    const { counters, metrics } = this.#options;
    const accounts = new Set(acceptance.entries.map(({ account }) => account));
    for (const account of accounts.size > 0 ? accounts : [signer]) {
      counters.add(counted(account), acceptance.error === null ? 'webhooks_accepted' : 'webhooks_failed');
      this.#lastWebhook.set(account.id, acceptance.raw.receivedAt);
    }
    for (const { item } of acceptance.entries) {
      metrics.acceptedItems.inc({ platform: acceptance.platform, kind: item.kind });
    }
    if (accepted.problems > 0) counters.add(counted(signer), 'items_problem', accepted.problems);
  }
}

function counted(account: Account) {
  return { workspaceId: account.workspaceId, accountId: account.id };
}
