import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-addresses.ts';

/** A connection that was not made: the name leads to addresses that are not public. Nothing was sent. */
export class AddressRefused extends Error {
  readonly code = 'address_refused';
  /** The host as the URL names it. */
  readonly host: string;

  constructor(host: string, addresses: readonly string[]) {
    super(`${host} leads to ${addresses.join(', ') || 'no address'}, which is not public.`);
    this.name = 'AddressRefused';
    this.host = host;
  }
}

/** The way to URLs that others have named. */
export interface Network {
  /**
   * As the global one, but for HTTP only, and each connection is made to a permitted address, also after a
   * redirect. A refused one rejects with an error whose `cause` is {@link AddressRefused}.
   */
  fetch: typeof fetch;
  /** Closes idle connections; calls under way are cut. */
  close(): Promise<void>;
}

/** What a network is opened with. */
export interface NetworkOptions {
  /** `PARLEY_ALLOW_PRIVATE_NETWORKS`: this machine and its neighbours may be called too. */
  allowPrivate: boolean;
  /** How long a connection may take. */
  connectTimeoutMs?: number;
  /** Whether an address may be called, instead of `allowPrivate`. */
  permits?: (address: string) => boolean;
}

// As for calls to platforms: a host that does not take a connection by then is down.
const defaultConnectTimeoutMs = 10_000;

/**
 * Opens the way to URLs that others have named (a person's picture, a consumer of events), so that nobody can
 * have this machine call its own neighbours. What is checked is the address that is connected to: checking
 * the name beforehand would leave time for it to change.
 */
export function openNetwork(options: NetworkOptions): Network {
  let opened: Promise<Way> | undefined;
  const call = async (...given: Parameters<Way['call']>) => {
    opened ??= openWay(options);
    return (await opened).call(...given);
  };
  return {
    // Node's own fetch is this one, in another version; only their declarations are two.
    fetch: call as unknown as typeof fetch,
    close: async () => (await opened)?.close(),
  };
}

interface Way {
  call(...given: Parameters<typeof import('undici').fetch>): ReturnType<typeof import('undici').fetch>;
  close(): Promise<void>;
}

/** Loads what makes the connections when the first one is wanted: many hubs never call anybody's URL. */
async function openWay(options: NetworkOptions): Promise<Way> {
  const { Agent, buildConnector, fetch: fetchThrough } = await import('undici');
  const { allowPrivate, connectTimeoutMs = defaultConnectTimeoutMs } = options;
  const permits = options.permits ?? (allowPrivate ? () => true : isPublicAddress);
  const connectTo = buildConnector({ timeout: connectTimeoutMs, lookup: checkedLookup(permits) });
  const agent = new Agent({
    connect(target, callback) {
      // No name, so nobody looks it up.
      const address = target.hostname.replace(/^\[|\]$/g, '');
      if (isIP(address) > 0 && !permits(address)) callback(new AddressRefused(address, [address]), null);
      else connectTo(target, callback);
    },
  });
  return {
    call: (input, init) => fetchThrough(input, { ...init, dispatcher: agent }),
    close: () => agent.destroy(),
  };
}

/** The refusal behind a failed `fetch` of a {@link Network}; null when it failed for another reason. */
export function addressRefusal(error: unknown): AddressRefused | null {
  if (error instanceof AddressRefused) return error;
  return error instanceof Error && error.cause instanceof AddressRefused ? error.cause : null;
}

/** Why a URL can never be called, as far as it shows without looking the name up; null when it may. */
export function unreachableUrl(url: string, { allowPrivate }: NetworkOptions): string | null {
  const parsed = URL.parse(url);
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return 'It is no http or https URL.';
  if (parsed.username || parsed.password) return 'It holds a user name or password.';
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (allowPrivate) return null;
  const isPrivate = isIP(host) > 0 ? !isPublicAddress(host) : /(^|\.)localhost\.?$/.test(host);
  return isPrivate ? `${host} is an address of this machine or of a private network.` : null;
}

function checkedLookup(permits: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const permitted = found.filter(({ address }) => permits(address));
      const [first] = permitted;
      if (!first) {
        const refused = found.map(({ address }) => address);
        return callback(new AddressRefused(host, refused), '', 0);
      }
      return options.all ? callback(null, permitted) : callback(null, first.address, first.family);
    });
  };
}
