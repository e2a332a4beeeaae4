import { expect } from 'vitest';
import type { ModelCall } from '../../src/simulator/model/state.ts';
import { until } from '../conditions.ts';
import type { TestDatabase } from '../databases.ts';
import type { MovableClock } from '../in-process-hub.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

/** A run that has ended, as its event tells it. */
export interface EndedRun {
  id: string;
  kind: string;
  mode: string;
  decision: string;
  reason: string;
  turn: number;
  model: string | null;
  message_id: string | null;
}

/** An account whose agent answers. */
export interface AgentShop extends Shop {
  /** Somebody writes, one thing after the other; answers their conversation once all is taken in. */
  write(from: string, ...texts: string[]): Promise<string>;
  /** Changes the settings of its agent; what is not named has the stage's default. */
  instruct(settings: Json): Promise<void>;
  /** The runs that answered, in the order in which they ended. */
  runs(): Promise<EndedRun[]>;
  /** Waits until so many have ended. */
  ended(count: number): Promise<EndedRun[]>;
  /** The texts that a person got, in order; a person is named as in `write`. */
  told(user: string): Promise<string[]>;
}

/** A hub whose agents speak with the simulated model. */
export interface AgentStage extends JourneyStage {
  openWithAgent(platform: Shop['platform'], settings?: Json): Promise<AgentShop>;
  /** Plans what the model answers next. */
  plan(answer: Json): Promise<void>;
  /** Changes how the model is. */
  model(settings: Json): Promise<void>;
  /** The calls of the model for an answer, oldest first; with a text only those that hold it. */
  calls(text?: string): Promise<ModelCall[]>;
  conversation(id: string): Promise<Json>;
  /** Puts everything of the model back to normal, and forgets its calls. */
  calm(): Promise<void>;
}

/** A whole answer of a model, in the form that the agent asks for. */
export function answerOf(text: string, more: Json = {}): Json {
  return {
    ...{ text, options: [], cards: [], media_id: null, citations: [], small_talk: true },
    ...{ confidence: 0.9, hand_over: false, summary: '', reason: 'It was planned.', ...more },
  };
}

// People of tests are quick.
const quickTurns = { quiet_seconds: 0.2, maximum_seconds: 5 };

/** Starts it; a clock that is given is that of the hub, the platforms and the model. */
export async function startAgentJourney(place: TestDatabase, clock?: MovableClock): Promise<AgentStage> {
  const stage = await startJourney(place, {}, clock);
  const { control } = stage.simulated;
  return {
    ...stage,
    async openWithAgent(platform, settings = {}) {
      const shop = agentShop(stage, await stage.open(platform));
      await shop.instruct(settings);
      return shop;
    },
    async plan(answer) {
      await control('POST', '/model/answers', answer);
    },
    async model(settings) {
      await control('PATCH', '/model', settings);
    },
    async calls(text = '') {
      const path = '/model/requests?method=generateContent';
      const { data } = await control<{ data: ModelCall[] }>('GET', path);
      return data.filter(({ body }) => JSON.stringify(body).includes(text));
    },
    conversation: async (id) => (await stage.hub.api<Json>('GET', `/api/v1/conversations/${id}`)).body,
    async calm() {
      await control('PATCH', '/model', { mode: 'scripted', hostile_act: null, outage: null, delay_ms: 0 });
      await control('DELETE', '/model/answers');
      await control('DELETE', '/logs');
    },
  };
}

function agentShop(stage: JourneyStage, shop: Shop): AgentShop {
  const runs = async (): Promise<EndedRun[]> => {
    const events = await shop.events('agent.run_ended');
    // The event holds its run in this form; `events` has held it against its schema.
    return events.map(({ data }) => data.run as EndedRun).filter(({ kind }) => kind === 'reply');
  };
  return {
    ...shop,
    runs,
    async write(from, ...texts) {
      const said: string[] = [];
      for (const text of texts) said.push((await shop.say(text, from)).message_id);
      return until(async () => {
        const events = await shop.events('message.received');
        const taken = said.map((id) => events.find(({ data }) => data.message?.platform_message_id === id));
        return taken.every((event) => event !== undefined) && taken[0]?.conversation_id;
      }, `what ${from} wrote`);
    },
    async instruct(settings) {
      const body = { mode: 'auto', turns: quickTurns, ...settings };
      const answer = await stage.hub.api('PUT', `/api/v1/agent/settings/${shop.id}`, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    },
    ended: (count) =>
      until(async () => {
        const ended = await runs();
        return ended.length >= count && ended;
      }, `${count} runs to end`),
    async told(user) {
      const mine = (await shop.shown()).filter((one) => [one.user.id, one.user.phone].includes(user));
      return mine.map(({ text }) => text);
    },
  };
}
