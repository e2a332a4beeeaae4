import {
  cosineSimilarity,
  embed,
  embedMany,
  generateText,
  isStepCount,
  jsonSchema,
  Output,
  streamText,
  tool,
} from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type GeminiStage, startGeminiStage } from '../../../test/gemini-stage.ts';
import { at } from '../../../test/simulator-stage.ts';

let stage: GeminiStage;
beforeAll(async () => {
  stage = await startGeminiStage();
});
afterAll(() => stage.stop());

const analysis = z.object({
  language: z.string(),
  intent: z.enum(['refund', 'order_status', 'opening_hours', 'other']),
  sentiment: z.enum(['positive', 'neutral', 'negative']),
  urgency: z.enum(['low', 'normal', 'high']),
  confidence: z.number().min(0).max(1),
  wants_human: z.boolean(),
  spam: z.boolean(),
  entities: z.array(
    z.object({ type: z.enum(['order_number', 'email', 'phone', 'date', 'product']), value: z.string() }),
  ),
  summary: z.string(),
});

const answer = z.object({
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('media'), url: z.string() }),
      z.object({ type: z.literal('text'), text: z.string() }),
    ]),
  ),
  citations: z.array(z.string()),
  confidence: z.number().min(0).max(1),
  handover: z.boolean(),
});

const knowledge = `You answer customers of a shop with what these passages say.
<passage id="hours-1">We are open from 9:00 to 18:00, Monday to Saturday.</passage>
<passage id="returns-2">Q: Can I return shoes? A: Shoes can be returned within 30 days with the receipt.</passage>
<passage id="th-3">ร้านเปิดทุกวันจันทร์ถึงเสาร์ เวลา 9 โมงถึง 18 นาฬิกา</passage>`;

const lookUp = {
  look_up_order: tool({
    description: 'Looks up the status of an order',
    inputSchema: z.object({ order_number: z.string() }),
    execute: ({ order_number }) => ({ order_number, status: 'shipped', arrives: '2026-02-03' }),
  }),
};

const both = ['gemini-2.5-flash', 'gemini-3-flash-preview'];

describe.each(both)('%s understands', (id) => {
  const analyse = async (prompt: string) => {
    const { output } = await generateText({
      model: stage.google(id),
      instructions: 'Analyse the message of a customer.',
      prompt,
      output: Output.object({ schema: analysis }),
      maxRetries: 0,
    });
    return output;
  };

  it('an angry customer who wants money back', async () => {
    expect(
      await analyse(
        'This is unacceptable! I want a refund for order #A-10077, mail me at pim@example.com today',
      ),
    ).toMatchObject({
      ...{ language: 'en', intent: 'refund', sentiment: 'negative', urgency: 'high', spam: false },
      entities: [
        { type: 'email', value: 'pim@example.com' },
        { type: 'date', value: 'today' },
        { type: 'order_number', value: 'A-10077' },
      ],
    });
  });

  it.each([
    ['ขอคืนเงินค่ะ', 'th', 'refund'],
    ['注文はいつ届きますか', 'ja', 'order_status'],
    ['请问几点营业？', 'zh', 'opening_hours'],
    ['What is your favourite colour?', 'en', 'other'],
  ])('%s', async (text, language, intent) => {
    expect(await analyse(text)).toMatchObject({ language, intent, wants_human: false, summary: text });
  });

  it('a wish for a person', async () => {
    expect(await analyse('Can I talk to a human please')).toMatchObject({ wants_human: true });
    expect(await analyse('ขอคุยกับพนักงานค่ะ')).toMatchObject({ wants_human: true, language: 'th' });
  });
});

describe.each(both)('%s answers', (id) => {
  const ask = async (prompt: string) => {
    const { output } = await generateText({
      model: stage.google(id),
      instructions: knowledge,
      prompt,
      output: Output.object({ schema: answer }),
      tools: lookUp,
      stopWhen: isStepCount(4),
      maxRetries: 0,
    });
    return output;
  };

  it('from the passage that speaks of it, and cites it', async () => {
    expect(await ask('Can I return my shoes?')).toEqual({
      content: [{ type: 'text', text: 'Shoes can be returned within 30 days with the receipt.' }],
      ...{ citations: ['returns-2'], confidence: 0.9, handover: false },
    });
    expect(await ask('ร้านเปิดกี่โมงคะ')).toMatchObject({ citations: ['th-3'], handover: false });
  });

  it('that it does not know, when no passage speaks of it', async () => {
    const unknown = await ask('Do you sell submarines?');
    expect(unknown).toMatchObject({ citations: [], handover: true });
    expect(unknown.confidence).toBeLessThan(0.5);
  });

  it('with what a tool says, called with the number in the question', async () => {
    const found = await ask('Where is my order 48213?');
    const text = 'I have looked it up: order number 48213, status shipped, arrives 2026-02-03.';
    expect(found).toMatchObject({ content: [{ type: 'text', text }], handover: false });
  });
});

describe('a call of a function', () => {
  const request = (id: string, options = {}) =>
    generateText({
      model: stage.google(id),
      prompt: 'Where is my order 48213?',
      tools: lookUp,
      stopWhen: isStepCount(1),
      maxRetries: 0,
      ...options,
    });

  it('is signed by Gemini 3, and has to come back with its signature', async () => {
    const { responseMessages, toolResults, finishReason } = await request('gemini-3-flash-preview');
    expect(finishReason).toBe('tool-calls');
    expect(toolResults[0]?.output).toMatchObject({ status: 'shipped' });
    const call = at(responseMessages, '0.content.0');
    expect(at(call, 'providerOptions.google.thoughtSignature')).toEqual(expect.any(String));
    const question = { role: 'user' as const, content: 'Where is my order 48213?' };
    const { text } = await request('gemini-3-flash-preview', {
      prompt: undefined,
      messages: [question, ...responseMessages],
    });
    expect(text).toContain('shipped');
    const [, , last] = (await stage.calls()).slice(-3);
    const contents = at(last?.body, 'contents');
    const bare = JSON.parse(JSON.stringify(contents), (key, value) =>
      key === 'thoughtSignature' ? undefined : value,
    );
    expect(await stage.raw('gemini-3-flash-preview:generateContent', { contents: bare })).toMatchObject({
      status: 400,
      body: { error: { code: 400, message: expect.stringContaining('missing a thought_signature') } },
    });
    expect((await stage.raw('gemini-2.5-flash:generateContent', { contents: bare })).status).toBe(200);
  });

  it('happens when it must, and does not when it may not', async () => {
    const forced = await request('gemini-2.5-flash', { prompt: 'Hello', toolChoice: 'required' });
    expect(forced.toolCalls).toHaveLength(1);
    const forbidden = await request('gemini-2.5-flash', { toolChoice: 'none' });
    expect(forbidden.toolCalls).toHaveLength(0);
  });

  it('is offered beside a schema as the SDK does it for each generation', async () => {
    for (const id of both) {
      await request(id, { output: Output.object({ schema: answer }), stopWhen: isStepCount(3) });
      const { body } = (await stage.calls()).at(-1) ?? {};
      const isOld = id === 'gemini-2.5-flash';
      expect(at(body, 'tools.0.functionDeclarations.1.name')).toBe(isOld ? 'json' : undefined);
      expect(at(body, 'toolConfig.functionCallingConfig.mode')).toBe(isOld ? 'ANY' : 'AUTO');
      expect(at(body, 'generationConfig.responseMimeType')).toBe(isOld ? undefined : 'application/json');
    }
  });
});

it('streams its answer in pieces', async () => {
  const { textStream, usage, finishReason } = streamText({
    model: stage.google('gemini-3-flash-preview'),
    instructions: knowledge,
    prompt: 'When are you open?',
  });
  const pieces: string[] = [];
  for await (const piece of textStream) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe('We are open from 9:00 to 18:00, Monday to Saturday.');
  expect(await finishReason).toBe('stop');
  expect((await usage).outputTokens).toBeGreaterThan(10);
});

it('counts tokens, those of thoughts and pictures too', async () => {
  const picture = { type: 'file' as const, mediaType: 'image/png', data: new Uint8Array([137, 80, 78, 71]) };
  const { usage } = await generateText({
    model: stage.google('gemini-2.5-flash'),
    messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, picture] }],
  });
  expect(usage.inputTokens).toBeGreaterThan(258);
  expect(usage.outputTokenDetails.reasoningTokens).toBeGreaterThan(0);
  expect(usage.totalTokens).toBe((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
});

it('hears a voice note', async () => {
  const sound = { type: 'file' as const, mediaType: 'audio/ogg', data: new Uint8Array(8000) };
  const { output } = await generateText({
    model: stage.google('gemini-3-flash-preview'),
    messages: [{ role: 'user', content: [sound] }],
    output: Output.object({ schema: z.object({ transcript: z.string().nullable(), summary: z.string() }) }),
  });
  expect(output.transcript).toMatch(/open/);
});

it('stops where it is told to, and where it must', async () => {
  const write = (options: object) =>
    generateText({
      model: stage.google('gemini-2.5-flash'),
      instructions: knowledge,
      prompt: 'When are you open?',
      ...options,
    });
  expect(await write({ stopSequences: [' to '] })).toMatchObject({
    text: 'We are open from 9:00',
    finishReason: 'stop',
  });
  const cut = await write({ maxOutputTokens: 28 });
  expect(cut).toMatchObject({ finishReason: 'length', text: 'We are open from' });
});

it('embeds texts so that similar ones are near', async () => {
  const model = stage.google.embedding('gemini-embedding-001');
  const options = { google: { outputDimensionality: 256, taskType: 'RETRIEVAL_DOCUMENT' } };
  const { embeddings } = await embedMany({
    model,
    values: ['We open at nine in the morning', 'Shoes can be returned', 'เปิดเก้าโมงเช้า'],
    providerOptions: options,
  });
  const question = async (value: string) =>
    (await embed({ model, value, providerOptions: options })).embedding;
  const nearest = async (value: string) => {
    const vector = await question(value);
    const rates = embeddings.map((one) => cosineSimilarity(one, vector));
    return rates.indexOf(Math.max(...rates));
  };
  expect(embeddings.map((one) => one.length)).toEqual([256, 256, 256]);
  expect(await nearest('when do you open in the morning')).toBe(0);
  expect(await nearest('can I return the shoes')).toBe(1);
  expect(await nearest('เปิดกี่โมง')).toBe(2);
  expect((await embed({ model, value: 'whole' })).embedding).toHaveLength(3072);
});

it('takes a JSON schema as Gemini writes it, too', async () => {
  const answered = await stage.raw('gemini-2.5-flash:generateContent', {
    contents: [{ parts: [{ text: 'I want a refund' }] }],
    generationConfig: {
      responseMimeType: 'application/json',
      responseSchema: {
        type: 'OBJECT',
        properties: {
          intent: { type: 'STRING', enum: ['refund', 'other'] },
          note: { type: 'STRING', nullable: true },
        },
        required: ['intent'],
      },
    },
  });
  const text = at(answered.body, 'candidates.0.content.parts.0.text');
  expect(JSON.parse(String(text))).toMatchObject({ intent: 'refund' });
  const schema = jsonSchema<{ intent: string }>({ type: 'object', properties: { intent: { const: 'x' } } });
  const { output } = await generateText({
    model: stage.google('gemini-2.5-flash'),
    prompt: 'Hello',
    output: Output.object({ schema }),
  });
  expect(output).toEqual({ intent: 'x' });
});
