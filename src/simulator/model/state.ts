import { createLog, type Log } from '../log.ts';
import type { HostileAct } from './mind/hostile.ts';
import type { Reply } from './reply.ts';

/** How the provider is, as a whole. */
export interface ModelSettings {
  /** `scripted`: answers by rules; `hostile`: tries what a model must not. */
  mode: 'scripted' | 'hostile';
  /** The only act that a hostile model tries; null: one after the other. */
  hostile_act: HostileAct | null;
  /** Down: `unavailable` answers 503, `close` cuts connections, `silent` never answers. */
  outage: 'unavailable' | 'close' | 'silent' | null;
  /** How long every answer takes. */
  delay_ms: number;
  /** How long a stream waits before each piece. */
  chunk_delay_ms: number;
  /** The keys that are good. */
  api_keys: string[];
}

/** An error on demand. */
export interface PlannedError {
  status: number;
  message?: string | undefined;
  /** With 429: when it is worth trying again; null: the error does not say. */
  retry_delay_ms?: number | null | undefined;
}

/** What the model answers next, instead of what it would. */
export interface PlannedAnswer {
  id: number;
  /** Only to a request whose texts hold this; absent: to any. */
  match?: string | undefined;
  on: 'generate' | 'embed' | 'any';
  times: number;
  /** How long it takes; null: for ever. */
  delay_ms?: number | null | undefined;
  error?: PlannedError | undefined;
  /** A whole body, exactly. */
  body?: unknown;
  /** Fills the schema that the request holds, or else comes as text. */
  json?: unknown;
  hostile?: HostileAct | undefined;
  reply?: Reply | undefined;
  /** The connection is cut instead of an answer; a stream just stops in the middle. */
  close?: boolean | undefined;
}

/** One call that the model received. */
export interface ModelCall {
  id: number;
  at: number;
  model: string;
  method: string;
  body: unknown;
  /** Null while unanswered, and for ever if nobody waited for it. */
  answer: { status: number; body: unknown } | null;
  /** The caller went away before the answer. */
  aborted: boolean;
  /** The planned answer it got, if any. */
  planned: number | null;
}

/** Everything that Gemini's servers share. */
export interface ModelState {
  settings: ModelSettings;
  planned: PlannedAnswer[];
  calls: Log<ModelCall>;
  /** How many signatures and hostile acts there were. */
  counts: { planned: number; signatures: number; acts: number };
}

/** The key that is good from the start; it is worth nothing outside this machine. */
export const demoModelKey = 'AIza-demo-key-of-the-simulated-model';

/** A provider that is well. `logLimit`: how many calls are remembered. */
export function createModelState(logLimit: number): ModelState {
  return {
    settings: {
      ...{ mode: 'scripted', hostile_act: null, outage: null, delay_ms: 0, chunk_delay_ms: 0 },
      api_keys: [demoModelKey],
    },
    planned: [],
    calls: createLog(logLimit),
    counts: { planned: 0, signatures: 0, acts: 0 },
  };
}

/** Takes the first planned answer that fits a request with these texts; one use of it is gone. */
export function takePlanned(
  state: ModelState,
  on: 'generate' | 'embed',
  texts: string,
): PlannedAnswer | null {
  const found = state.planned.find(
    (one) => (one.on === on || one.on === 'any') && (one.match === undefined || texts.includes(one.match)),
  );
  if (found === undefined) return null;
  found.times -= 1;
  if (found.times <= 0) state.planned = state.planned.filter((one) => one !== found);
  return found;
}
