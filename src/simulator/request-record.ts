import type { Fault, PlatformName } from './faults.ts';

/** One call the simulator received, as `GET /requests` shows it. */
export interface RequestRecord {
  id: number;
  at: number;
  platform: PlatformName;
  /** The platform's own id of the account, once known. */
  account: string | null;
  method: string;
  path: string;
  /** Without the authorisation. */
  headers: Record<string, string>;
  body: unknown;
  /** Null while unanswered, and for ever when a fault kept the answer back. */
  answer: { status: number; headers: Record<string, string>; body: unknown } | null;
  fault: Fault['kind'] | null;
}
