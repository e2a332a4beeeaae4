import { dynamicTool, jsonSchema, type ModelMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallStage, openCallStage, question } from '../../../test/call-stage.ts';
import { geminiAnswer, geminiText, googleError } from '../../../test/gemini-server.ts';
import type { Answer, CallRequest, CallResult } from './contract.ts';

const busy = googleError(503, 'UNAVAILABLE', 'The model is overloaded.');
const asksForOrder = geminiAnswer([
  {
    functionCall: { id: 'call-1', name: 'find_order', args: { number: 'A7' } },
    thoughtSignature: 'c2lnbmVk',
  },
]);

function answered<T>(result: CallResult<T>): Answer<T> {
  return result.kind === 'answer' ? result : expect.fail(`${result.kind}: ${result.detail}`);
}

describe('tools of a call', () => {
  let stage: CallStage;
  let called: { id: string; input: unknown }[];
  let execute: (input: unknown) => unknown;

  const find_order = dynamicTool({
    description: 'Looks an order up.',
    inputSchema: jsonSchema({ type: 'object', properties: { number: { type: 'string' } } }),
    execute: async (input, { toolCallId }) => {
      called.push({ id: toolCallId, input });
      return execute(input);
    },
  });

  const ask = (over: Partial<CallRequest> = {}) =>
    stage.passing(stage.calls.call(question({ tools: { find_order }, ...over })));

  beforeEach(async () => {
    stage = await openCallStage();
    called = [];
    execute = () => ({ state: 'sent' });
  });

  afterEach(() => stage.close());

  it('are called, and the model goes on with what they answer', async () => {
    stage.server.queue(asksForOrder, geminiText('It is on its way.'));
    const result = answered(await ask());
    expect(result).toMatchObject({
      output: 'It is on its way.',
      tool_calls: [{ id: 'call-1', tool: 'find_order', input: { number: 'A7' }, output: { state: 'sent' } }],
      usage: { input_tokens: 200, output_tokens: 40 },
      approvals_requested: [],
    });
    expect(result.response_messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
    // Gemini refuses a conversation whose thought signatures are gone.
    expect(JSON.stringify(stage.server.came[1]?.body)).toContain('"thoughtSignature":"c2lnbmVk"');
  });

  it('that fail are told to the model', async () => {
    execute = () => {
      throw new Error('The shop is closed.');
    };
    stage.server.queue(asksForOrder, geminiText('I cannot look it up.'));
    expect(answered(await ask()).tool_calls).toMatchObject([{ error: 'The shop is closed.' }]);
    expect(JSON.stringify(stage.server.came[1]?.body)).toContain('The shop is closed.');
  });

  it('are not called again when a later step is tried again or goes to the second model', async () => {
    stage.server.queue(asksForOrder, busy, busy, busy, geminiText('It is on its way.'));
    const result = answered(await ask({ fallback: { provider: 'google', model: 'gemini-2.5-flash' } }));
    expect(called).toEqual([{ id: 'call-1', input: { number: 'A7' } }]);
    expect(result.calls.map(({ model, outcome }) => `${model} ${outcome}`)).toEqual([
      'gemini-3.8-flash answer',
      ...Array(3).fill('gemini-3.8-flash unavailable'),
      'gemini-2.5-flash answer',
    ]);
    expect(result.model).toBe('gemini-2.5-flash');
  });

  it('are not offered in the last step, so that the model answers', async () => {
    stage.server.queue(asksForOrder, asksForOrder, geminiText('I do not know.'));
    expect(answered(await ask({ stop_after_steps: 3 })).output).toBe('I do not know.');
    expect(called).toHaveLength(2);
    expect(stage.server.came[2]?.body).toMatchObject({
      toolConfig: { functionCallingConfig: { mode: 'NONE' } },
    });
  });

  it('that the model calls in the last step all the same are not called', async () => {
    stage.server.queue(asksForOrder, asksForOrder, asksForOrder);
    expect(await ask({ stop_after_steps: 2 })).toMatchObject({ kind: 'invalid_output' });
    expect(called).toHaveLength(1);
  });

  it('go together with an object as the answer, on the models that know no such thing too', async () => {
    const schema = z.object({ state: z.string() });
    const wish = { ...question({ tools: { find_order } }), schema };
    stage.server.queue(asksForOrder, geminiText('{"state":"sent"}'));
    expect(answered(await stage.calls.call(wish)).output).toEqual({ state: 'sent' });
    // Before Gemini 3 the SDK makes a function of the form.
    const choice = { provider: 'google' as const, model: 'gemini-2.5-flash' };
    stage.server.queue(
      asksForOrder,
      geminiAnswer([{ functionCall: { name: 'json', args: { state: 'sent' } } }]),
    );
    expect(answered(await stage.calls.call({ ...wish, choice })).output).toEqual({ state: 'sent' });
  });

  it('that a person must approve wait for it, and the call goes on from there', async () => {
    const messages: ModelMessage[] = [{ role: 'user', content: 'Where is A7?' }];
    const approval_needed = ['find_order'];
    stage.server.queue(asksForOrder);
    const waiting = answered(await ask({ messages, approval_needed }));
    expect(waiting).toMatchObject({
      output: null,
      approvals_requested: [{ tool_call_id: 'call-1', tool: 'find_order', input: { number: 'A7' } }],
    });
    expect(called).toEqual([]);
    // As it would come back from a database.
    const kept: ModelMessage[] = JSON.parse(JSON.stringify(waiting.response_messages));
    const approvalId = waiting.approvals_requested[0]?.approval_id ?? '';
    const consent = (approved: boolean): ModelMessage => ({
      role: 'tool',
      content: [{ type: 'tool-approval-response', approvalId, approved }],
    });
    stage.server.queue(geminiText('It is on its way.'));
    const result = answered(await ask({ messages: [...messages, ...kept, consent(true)], approval_needed }));
    expect(result.output).toBe('It is on its way.');
    expect(called).toEqual([{ id: 'call-1', input: { number: 'A7' } }]);
    expect(JSON.stringify(stage.server.came[1]?.body)).toContain('"thoughtSignature":"c2lnbmVk"');
    stage.server.queue(geminiText('Nobody allows me to look.'));
    await ask({ messages: [...messages, ...kept, consent(false)], approval_needed });
    expect(called).toHaveLength(1);
  });

  it('stop with the budget, after what was done was counted', async () => {
    const limits = { tokens_per_day: 1400, usd_per_day: null };
    stage.server.queue(asksForOrder, geminiText('It is on its way.'));
    const result = await ask({ budget: { ...question().budget, limits }, max_output_tokens: 1100 });
    expect(result).toMatchObject({ kind: 'budget_spent', usage: { input_tokens: 100, output_tokens: 20 } });
    expect(result.calls.map(({ outcome }) => outcome)).toEqual(['answer', 'budget_spent']);
    expect(called).toHaveLength(1);
  });
});
