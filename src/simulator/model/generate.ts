import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { cutCall, followPlan, jsonAnswer, type OpenCall, takeCall } from './call.ts';
import { hostileActs, misbehave } from './mind/hostile.ts';
import { respond, structured } from './mind/respond.ts';
import { allTextOf, type Task, taskOf } from './mind/task.ts';
import { answerOf, chunksOf, type GenerateAnswer, type Reply } from './reply.ts';
import { type GenerateRequest, readGenerateRequest } from './request.ts';
import { checkRequest } from './request-check.ts';
import { type PlannedAnswer, takePlanned } from './state.ts';
import { thoughtSignature } from './turns.ts';

/** `POST /v1beta/models/{model}:generateContent` */
export function generateContent(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return takeCall(c, world, 'generateContent', async (call) => {
    const made = await makeAnswer(c, world, call);
    if (made instanceof Response) return made;
    return made.plan?.close === true ? cutCall(c) : jsonAnswer(c, call.record, made.answer);
  });
}

/** `POST /v1beta/models/{model}:streamGenerateContent`, as events with `alt=sse`, else as one list. */
export function streamGenerateContent(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return takeCall(c, world, 'streamGenerateContent', async (call) => {
    const made = await makeAnswer(c, world, call);
    if (made instanceof Response) return made;
    const chunks = chunksOf(made.answer);
    if (c.req.query('alt') !== 'sse') return jsonAnswer(c, call.record, chunks);
    call.record.answer = { status: 200, body: chunks };
    const cutAfter = made.plan?.close === true ? Math.floor(chunks.length / 2) : null;
    const pause = () => call.wait(world.model.settings.chunk_delay_ms);
    return new Response(eventStream(chunks, pause, cutAfter), {
      headers: { 'content-type': 'text/event-stream' },
    });
  });
}

/** Asks the plan, else the model's mind. A response: the plan was to answer something else. */
async function makeAnswer(
  c: Context<SimulatorEnv>,
  world: World,
  call: OpenCall,
): Promise<Response | { answer: GenerateAnswer; plan: PlannedAnswer | null }> {
  const request = readGenerateRequest(call.body);
  checkRequest(request, call.model);
  const plan = takePlanned(world.model, 'generate', allTextOf(request));
  const planned = await followPlan(c, call, plan);
  if (planned !== null) return planned;
  const reply = replyTo(world, taskOf(request, call.model), call.key, plan);
  return { answer: answer(world, reply, request, call), plan };
}

function answer(world: World, reply: Reply, request: GenerateRequest, { model }: OpenCall): GenerateAnswer {
  const { counts } = world.model;
  return answerOf(reply, request, model, () => {
    counts.signatures += 1;
    return thoughtSignature(counts.signatures);
  });
}

function replyTo(world: World, task: Task, key: string, plan: PlannedAnswer | null): Reply {
  const { settings, counts } = world.model;
  if (plan?.hostile !== undefined) return misbehave(plan.hostile, task, key);
  if (plan?.json !== undefined) return { ...structured(task, plan.json), ...plan.reply };
  if (plan?.reply !== undefined) return plan.reply;
  if (settings.mode === 'scripted') return respond(task);
  const next = hostileActs[counts.acts % hostileActs.length];
  counts.acts += 1;
  const act = settings.hostile_act ?? next;
  return act === undefined ? respond(task) : misbehave(act, task, key);
}

/** Server-sent events; `cutAfter`: so many arrive, and no end. */
function eventStream(
  chunks: readonly GenerateAnswer[],
  pause: () => Promise<boolean>,
  cutAfter: number | null,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (!(await pause())) return;
      if (at === cutAfter) return controller.close();
      const chunk = chunks[at];
      at += 1;
      if (chunk === undefined) return controller.close();
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(chunk)}\r\n\r\n`));
    },
  });
}
