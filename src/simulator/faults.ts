/** The platforms that are played here. */
export const platformNames = ['messenger', 'instagram', 'whatsapp', 'line'] as const;

/** Which platform a thing belongs to. */
export type PlatformName = (typeof platformNames)[number];

/** Calls a fault can strike: only those that send messages, or every authorised one. */
export type FaultTarget = 'send' | 'any';

/** Something that goes wrong on demand, for the next `times` matching calls. */
export interface Fault {
  id: number;
  platform: PlatformName;
  /** The platform's own id of the account; absent: whichever calls next. */
  account?: string | undefined;
  on: FaultTarget;
  times: number;
  /**
   * `timeout`: nothing is accepted and nothing answered. `close`: nothing is accepted, the connection is cut.
   * The two `_after_accept` kinds accept and deliver the message first. `status`: a given answer.
   * `code`: an error of the platform in its own shape.
   */
  kind: 'timeout' | 'close' | 'timeout_after_accept' | 'close_after_accept' | 'status' | 'code';
  status?: number | undefined;
  body?: unknown;
  headers?: Record<string, string> | undefined;
  code?: number | string | undefined;
  /** With `code` of Meta: what the error says of trying again, instead of what it usually says. */
  transient?: boolean | undefined;
  /** With `code`: accept the call and report the error later, where the platform has such reports. */
  async?: boolean | undefined;
}

/** The faults that are waiting. */
export interface Faults {
  add(fault: Omit<Fault, 'id'>): Fault;
  /** The fault that strikes this call, if any; it is used up by one. */
  take(platform: PlatformName, account: string, call: 'send' | 'other'): Fault | null;
  list(): Fault[];
  clear(): void;
}

/** An empty set of faults. */
export function createFaults(): Faults {
  let waiting: Fault[] = [];
  let last = 0;
  return {
    add(fault) {
      last += 1;
      const added = { ...fault, id: last };
      waiting.push(added);
      return added;
    },
    take(platform, account, call) {
      const fault = waiting.find(
        (one) =>
          one.platform === platform &&
          (one.account === undefined || one.account === account) &&
          (one.on === 'any' || call === 'send'),
      );
      if (fault === undefined) return null;
      fault.times -= 1;
      if (fault.times <= 0) waiting = waiting.filter((one) => one !== fault);
      return fault;
    },
    list: () => [...waiting],
    clear() {
      waiting = [];
    },
  };
}
