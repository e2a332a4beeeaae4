import type { SimulatorClock } from './clock-control.ts';
import { controlServer } from './control/server.ts';
import { addNumber, type NumberInput } from './graph/numbers.ts';
import { graphServer } from './graph/server.ts';
import { instagramServer } from './instagram/server.ts';
import { addChannel, type ChannelInput } from './line/channels.ts';
import { lineDataServer, lineServer } from './line/server.ts';
import { listen } from './listen.ts';
import { modelServer } from './model/server.ts';
import { createWorld, type Urls } from './world.ts';

/** What a simulator may be told at its start. */
export interface SimulatorOptions {
  clock: SimulatorClock;
  /** The address to listen on; the loopback by default, because nothing here asks who is calling. */
  host?: string;
  /** Ports; any free one by default. */
  ports?: Partial<Record<keyof Urls, number>>;
  /** Accounts that exist from the start; none by default. */
  seed?: { whatsapp_numbers?: NumberInput[]; line_channels?: ChannelInput[] };
  /** How many requests and webhooks are remembered. */
  log_limit?: number;
}

/** A running simulator. */
export interface Simulator {
  urls: Urls;
  stop(): Promise<void>;
}

// Enough for a long test; a day of load would otherwise fill the memory.
const rememberedByDefault = 2000;

/**
 * Starts Meta's two Graph APIs (Messenger, Instagram and WhatsApp), LINE's two API hosts, Gemini's API and a control
 * API as HTTP servers. They refuse what the platforms refuse, in the platforms' own words, and deliver signed webhooks.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, host = '127.0.0.1', ports = {}, seed = {} } = options;
  const world = createWorld(clock, options.log_limit ?? rememberedByDefault);
  const servers = await Promise.all([
    listen(graphServer(world), host, ports.graph ?? 0),
    listen(instagramServer(world), host, ports.instagram ?? 0),
    listen(lineServer(world), host, ports.line ?? 0),
    listen(lineDataServer(world), host, ports.lineData ?? 0),
    listen(modelServer(world), host, ports.model ?? 0),
    listen(controlServer(world, clock), host, ports.control ?? 0),
  ]);
  const [graph, instagram, line, lineData, model, control] = servers;
  Object.assign(world.urls, {
    graph: graph.url,
    instagram: instagram.url,
    line: line.url,
    lineData: lineData.url,
    model: model.url,
    control: control.url,
  });
  for (const number of seed.whatsapp_numbers ?? []) addNumber(world, number);
  for (const channel of seed.line_channels ?? []) addChannel(world, channel);
  return {
    urls: world.urls,
    async stop() {
      world.delivery.stop();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
