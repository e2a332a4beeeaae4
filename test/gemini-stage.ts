import { createGoogle } from '@ai-sdk/google';
import { demoModelKey, type ModelCall } from '../src/simulator/model/state.ts';
import { type Simulator, startSimulator } from '../src/simulator/simulator.ts';
import { type ManualClock, manualClock } from './clock.ts';
import { type Answer, at, call } from './simulator-stage.ts';

/** A simulated Gemini, and the real SDK pointed at it. */
export interface GeminiStage {
  clock: ManualClock;
  simulator: Simulator;
  google: ReturnType<typeof createGoogle>;
  /** The SDK with another key. */
  googleWith(apiKey: string): ReturnType<typeof createGoogle>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Plans what the model answers next. */
  plan(answer: object): Promise<void>;
  /** The calls that arrived, oldest first. */
  calls(): Promise<ModelCall[]>;
  /** Calls the API without the SDK; `path` follows `/v1beta/models/`. */
  raw(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startGeminiStage(): Promise<GeminiStage> {
  const clock = manualClock();
  const simulator = await startSimulator({ clock });
  const { urls } = simulator;
  const googleWith = (apiKey: string) => createGoogle({ baseURL: `${urls.model}/v1beta`, apiKey });
  const control: GeminiStage['control'] = (method, path, body) =>
    call(`${urls.control}${path}`, method, body);
  return {
    ...{ clock, simulator, googleWith, control },
    google: googleWith(demoModelKey),
    async plan(answer) {
      const planned = await control('POST', '/model/answers', answer);
      if (planned.status !== 201) throw new Error(`Not planned: ${JSON.stringify(planned.body)}`);
    },
    async calls() {
      // The control API answers this shape.
      return at((await control('GET', '/model/requests')).body, 'data') as ModelCall[];
    },
    raw: (path, body, headers = { 'x-goog-api-key': demoModelKey }) =>
      call(`${urls.model}/v1beta/models/${path}`, 'POST', body, headers),
    stop: () => simulator.stop(),
  };
}
