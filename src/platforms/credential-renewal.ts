import type { Failure } from '../errors.ts';
import type { CareInput } from './account-care.ts';
import type { Dialogue } from './dialogue.ts';

/**
 * The part of the contract for credentials that end unless they are renewed in time, and that can be renewed without
 * anybody logging in.
 */
export interface CredentialRenewal<Credentials> {
  /** Whether it is time; asked at every look at the account, and tried at most once a day. */
  isDue(input: CareInput<Credentials>): boolean;
  /** Credentials that live longer; the old ones stay good until their own end. */
  renew(input: CareInput<Credentials>): Dialogue<Renewed<Credentials> | Failure>;
}

/** What takes the place of old credentials. */
export interface Renewed<Credentials> {
  /** The fields that are new. */
  credentials: Partial<Credentials>;
  /** When they end (ms). */
  ends_at: number;
}
