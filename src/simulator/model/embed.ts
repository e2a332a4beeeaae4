import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { cutCall, followPlan, jsonAnswer, type OpenCall, takeCall } from './call.ts';
import { embedding } from './embeddings.ts';
import { type EmbedRequest, readBatchRequest, readEmbedRequest } from './request.ts';
import { takePlanned } from './state.ts';
import { textOf } from './tokens.ts';

/** `POST /v1beta/models/{model}:embedContent` */
export function embedContent(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return takeCall(c, world, 'embedContent', (call) => {
    const request = readEmbedRequest(call.body);
    return embed(c, world, call, [request], () => ({ embedding: { values: embedding(request) } }));
  });
}

/** `POST /v1beta/models/{model}:batchEmbedContents` */
export function batchEmbedContents(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return takeCall(c, world, 'batchEmbedContents', (call) => {
    const requests = readBatchRequest(call.body);
    const values = () => ({ embeddings: requests.map((one) => ({ values: embedding(one) })) });
    return embed(c, world, call, requests, values);
  });
}

async function embed(
  c: Context<SimulatorEnv>,
  world: World,
  call: OpenCall,
  requests: readonly EmbedRequest[],
  answer: () => object,
): Promise<Response> {
  const plan = takePlanned(world.model, 'embed', textOf(requests.map(({ content }) => content)));
  const planned = await followPlan(c, call, plan);
  if (planned !== null) return planned;
  return plan?.close === true ? cutCall(c) : jsonAnswer(c, call.record, answer());
}
