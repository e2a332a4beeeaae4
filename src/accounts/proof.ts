import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { isPassing, Problem, platformRefusal } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { CredentialReport } from '../platforms/account-care.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Connection } from './account.ts';
import { careInput, converse } from './dialogue.ts';
import type { PlatformClient } from './platform-client.ts';

/** Credentials that may be stored once the platform has taken them. */
export interface Candidate {
  platform: Platform;
  /** With the signing secrets. */
  credentials: unknown;
  /** The account's own settings. */
  settings: Readonly<Record<string, string>>;
  externalId: string | null;
}

/** Asks the platform about credentials; throws a Problem when it does not take them, or cannot be asked. */
export type Prove = (candidate: Candidate) => Promise<CredentialReport>;

/** The platform has taken these credentials. */
export interface Proof {
  credentials: unknown;
  report: CredentialReport;
}

/** What a change answers, having changed nothing, when it needs a proof first. */
export class Unproven {
  readonly candidate: Candidate;

  constructor(candidate: Candidate) {
    this.candidate = candidate;
  }

  /** Null when the proof is for just these credentials. */
  static unless(proof: Proof | null, candidate: Candidate): Unproven | null {
    const isProven = proof !== null && isDeepStrictEqual(proof.credentials, candidate.credentials);
    return isProven ? null : new Unproven(candidate);
  }
}

/**
 * Runs a change. When it turns out, inside its transaction, that the platform must be asked first, that is done
 * outside of it, and the change is run again.
 */
export async function withProof<T>(
  prove: Prove,
  change: (proof: Proof | null) => Promise<T | Unproven>,
): Promise<T> {
  let proof: Proof | null = null;
  for (;;) {
    const result: T | Unproven = await change(proof);
    if (!(result instanceof Unproven)) return result;
    proof = { credentials: result.candidate.credentials, report: await prove(result.candidate) };
  }
}

/** A prover that calls the platform. `settings` are the installation's, by platform. */
export function platformProver(options: {
  client: PlatformClient;
  clock: Clock;
  settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}): Prove {
  return async ({ platform, credentials, settings, externalId }) => {
    const connection: Connection = {
      // Of its own: a short-lived token of the connected account would prove nothing of these.
      id: newId(),
      platform,
      externalId,
      secrets: platform.account.signingSecrets(credentials),
      credentials: platform.account.withoutSecrets(credentials),
      settings: { ...options.settings[platform.name], ...settings },
    };
    const dialogue = platform.care.validateCredentials(careInput(connection, options.clock.now()));
    const report = await converse(options.client, connection, dialogue);
    options.client.forget(connection.id);
    if (!report.valid) throw refusal(platform, report);
    return report;
  };
}

function refusal(platform: Platform, { problems: [worst] }: CredentialReport): Problem {
  if (worst && isPassing(worst)) return platformRefusal(worst);
  return new Problem({
    status: 422,
    code: 'credentials_refused',
    detail: worst ? `${worst.code}: ${worst.cause}` : `${platform.title} does not take these credentials.`,
    fix: worst?.fix ?? 'Compare them with the platform’s console.',
  });
}
