import { dynamicTool, jsonSchema, type ModelMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallStage, openCallStage, question } from '../../../test/call-stage.ts';
import { type GeminiStage, startGeminiStage } from '../../../test/gemini-stage.ts';
import { demoModelKey } from '../../simulator/model/state.ts';
import type { CallRequest } from './contract.ts';

const schema = z.object({ text: z.string(), confidence: z.number().min(0).max(1) });

const asked: ModelMessage[] = [{ role: 'user', content: 'Where is my order A-10077?' }];

const tools = {
  look_up_order: dynamicTool({
    description: 'Looks up the status of an order',
    inputSchema: jsonSchema({
      type: 'object',
      properties: { order_number: { type: 'string' } },
      required: ['order_number'],
    }),
    execute: async () => ({ status: 'shipped' }),
  }),
};

/** What Google checks in a conversation, the simulator checks too. */
describe('calls of the simulated Gemini', () => {
  let gemini: GeminiStage;
  let stage: CallStage;

  beforeEach(async () => {
    gemini = await startGeminiStage();
    stage = await openCallStage({
      geminiUrl: `${gemini.simulator.urls.model}/v1beta`,
      geminiKey: demoModelKey,
    });
  });

  afterEach(async () => {
    await stage.close();
    await gemini.stop();
  });

  const ask = (over: Partial<CallRequest> = {}) => stage.passing(stage.calls.call(question(over)));

  describe.each(['gemini-2.5-flash', 'gemini-3.8-flash'])('%s', (model) => {
    const choice = { provider: 'google' as const, model };

    it('looks something up, and answers in the form that was asked for', async () => {
      const result = await stage.calls.call({ ...question({ choice, messages: asked, tools }), schema });
      expect(result).toMatchObject({
        kind: 'answer',
        output: { text: expect.stringContaining('shipped') },
        tool_calls: [
          { tool: 'look_up_order', input: { order_number: 'A-10077' }, output: { status: 'shipped' } },
        ],
      });
    });

    it('waits for consent, and goes on after it or without it', async () => {
      const approval_needed = ['look_up_order'];
      const waiting = await ask({ choice, messages: asked, tools, approval_needed });
      if (waiting.kind !== 'answer') return expect.fail(waiting.detail);
      const [approval] = waiting.approvals_requested;
      for (const approved of [true, false]) {
        const consent: ModelMessage = {
          role: 'tool',
          content: [{ type: 'tool-approval-response', approvalId: approval?.approval_id ?? '', approved }],
        };
        const messages = [...asked, ...waiting.response_messages, consent];
        expect(await ask({ choice, messages, tools, approval_needed })).toMatchObject({ kind: 'answer' });
      }
      const answers = (await gemini.calls()).map(({ answer }) => answer?.status);
      expect(answers).toEqual([200, 200, 200]);
    });
  });

  it('end as Google lets them end', async () => {
    await gemini.plan({ error: { status: 429, retry_delay_ms: 17_500 } });
    expect(await ask()).toMatchObject({ kind: 'rate_limited', after_ms: 17_500 });
    await gemini.plan({ error: { status: 503 }, times: 3 });
    expect(await ask()).toMatchObject({ kind: 'unavailable' });
    await gemini.plan({ error: { status: 500 } });
    expect(await ask()).toMatchObject({ kind: 'answer' });
    await gemini.plan({ close: true, times: 3 });
    expect(await ask()).toMatchObject({ kind: 'unavailable' });
    await gemini.plan({ delay_ms: null });
    expect(await ask({ timeout_ms: 5000 })).toMatchObject({ kind: 'timed_out' });
    const choice = { provider: 'google' as const, model: 'gemini-3.8-flash' };
    expect(await ask({ choice: { ...choice, api_key: 'wrong' } })).toMatchObject({ kind: 'bad_key' });
    expect(await ask({ choice: { ...choice, model: 'gemini-0' } })).toMatchObject({ kind: 'bad_request' });
  });

  it('make vectors, alike for texts that are alike', async () => {
    const choice = { provider: 'google' as const, model: 'gemini-embedding-001' };
    const { budget } = question();
    const result = await stage.calls.embed({
      ...{ choice, task: 'document', dimensions: 256, timeout_ms: 60_000, budget },
      texts: ['Shoes can be returned.', 'Shoes can be returned', 'We open at nine.'],
    });
    const [one, alike, other] = result.kind === 'vectors' ? result.vectors : [];
    const product = (a: Float32Array | undefined, b: Float32Array | undefined) =>
      a?.reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0) ?? 0;
    expect(product(one, alike)).toBeGreaterThan(product(one, other));
  });
});
