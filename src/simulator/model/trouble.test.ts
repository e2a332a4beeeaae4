import { APICallError, embed, generateText, isStepCount, Output, streamText, tool } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../test/conditions.ts';
import { type GeminiStage, startGeminiStage } from '../../../test/gemini-stage.ts';
import { at } from '../../../test/simulator-stage.ts';
import { hostileActs } from './mind/hostile.ts';

let stage: GeminiStage;
beforeEach(async () => {
  stage = await startGeminiStage();
});
afterEach(() => stage.stop());

const schema = z.object({ text: z.string(), citations: z.array(z.string()) });

const ask = (options: object = {}, google = stage.google) =>
  generateText({ model: google('gemini-3-flash-preview'), prompt: 'Hello', maxRetries: 0, ...options });

/** What the SDK threw. */
async function failure(asking: Promise<unknown>): Promise<APICallError> {
  const error = await asking.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (APICallError.isInstance(error)) return error;
  throw new Error(`No API error but ${String(error)}`);
}

describe('an error', () => {
  it.each([
    [400, 'INVALID_ARGUMENT', false],
    [403, 'PERMISSION_DENIED', false],
    [500, 'INTERNAL', true],
    [503, 'UNAVAILABLE', true],
    [504, 'DEADLINE_EXCEEDED', true],
  ])('of status %i is named %s', async (status, name, isRetryable) => {
    await stage.plan({ error: { status } });
    const error = await failure(ask());
    expect(error).toMatchObject({ statusCode: status, isRetryable });
    expect(at(error.data, 'error')).toMatchObject({
      code: status,
      status: name,
      message: expect.any(String),
    });
    expect((await ask()).text).not.toBe('');
  });

  it('of a spent quota says in its body when to come back', async () => {
    await stage.plan({ error: { status: 429, retry_delay_ms: 17_500 }, times: 2 });
    const error = await failure(ask());
    expect(error).toMatchObject({ statusCode: 429, isRetryable: true });
    const details = at(JSON.parse(error.responseBody ?? ''), 'error.details');
    expect(details).toContainEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '17.5s',
    });
    expect(details).toContainEqual(
      expect.objectContaining({ '@type': 'type.googleapis.com/google.rpc.QuotaFailure' }),
    );
    expect(error.responseHeaders).not.toHaveProperty('retry-after');
    expect((await failure(ask())).statusCode).toBe(429);
  });

  it('meets embeddings only where it is meant for them', async () => {
    await stage.plan({ error: { status: 500 }, on: 'embed' });
    expect((await ask()).text).not.toBe('');
    const model = stage.google.embedding('gemini-embedding-001');
    expect((await failure(embed({ model, value: 'x', maxRetries: 0 }))).statusCode).toBe(500);
  });
});

describe('who calls', () => {
  it('needs a key that is good', async () => {
    const error = await failure(ask({}, stage.googleWith('wrong')));
    expect(error.statusCode).toBe(400);
    expect(at(error.data, 'error.details.0')).toMatchObject({ reason: 'API_KEY_INVALID' });
    const none = await stage.raw('gemini-2.5-flash:generateContent', {}, {});
    expect(none).toMatchObject({ status: 403, body: { error: { status: 'PERMISSION_DENIED' } } });
  });

  it('names a model that there is, and that can do it', async () => {
    const unknown = await failure(ask({ model: stage.google('gemini-0-imaginary') }));
    expect(at(unknown.data, 'error')).toMatchObject({ code: 404, status: 'NOT_FOUND' });
    expect((await stage.raw('gemini-embedding-001:generateContent', {})).status).toBe(404);
    expect((await stage.raw('gemini-2.5-flash:embedContent', {})).status).toBe(404);
    expect((await stage.raw('gemini-2.5-flash:dance', {})).status).toBe(404);
  });
});

const user = (text: string) => ({ role: 'user', parts: [{ text }] });
const called = { role: 'model', parts: [{ functionCall: { name: 'a', args: {} } }] };
const responded = { role: 'user', parts: [{ functionResponse: { name: 'a', response: {} } }] };
const json = { responseMimeType: 'application/json' };
const declared = (...names: string[]) => [{ functionDeclarations: names.map((name) => ({ name })) }];

describe('a request is refused', () => {
  it.each<[string, object, RegExp]>([
    ['without contents', {}, /contents is not specified/],
    ['with a field nobody knows', { contents: [user('x')], prompt: 'x' }, /Unknown name "prompt"/],
    ['with a part that is empty', { contents: [{ parts: [{}] }] }, /oneof field 'data'/],
    ['without parts', { contents: [{ role: 'user', parts: [] }] }, /must not be empty/],
    ['with a role nobody has', { contents: [{ ...user('x'), role: 'system' }] }, /valid role/],
    ['when one side speaks twice', { contents: [user('x'), user('y')] }, /alternate between user and model/],
    [
      'when the model spoke last',
      { contents: [user('x'), { role: 'model', parts: [{ text: 'y' }] }] },
      /ends with a user/,
    ],
    ['with a response to no call', { contents: [responded] }, /function response turn comes immediately/],
    ['with a call that began it', { contents: [called, responded] }, /function call turn comes immediately/],
    [
      'with a call without response',
      { contents: [user('x'), called, user('y')] },
      /number of function response parts/,
    ],
    [
      'with a schema of a text',
      { contents: [user('x')], generationConfig: { responseJsonSchema: {} } },
      /mime type/,
    ],
    [
      'with a word that Gemini has not in its schemas',
      {
        contents: [user('x')],
        generationConfig: { ...json, responseSchema: { additionalProperties: false } },
      },
      /Unknown name "additionalProperties" at 'generation_config.response_schema'/,
    ],
    [
      'with tools beside a schema, before Gemini 3',
      { contents: [user('x')], generationConfig: json, tools: declared('a') },
      /Function calling with a response mime type: 'application\/json' is unsupported/,
    ],
    [
      'with two functions of one name',
      { contents: [user('x')], tools: declared('a', 'a') },
      /Duplicate function/,
    ],
    [
      'with a function of an odd name',
      { contents: [user('x')], tools: declared('1 a') },
      /Invalid function name/,
    ],
    [
      'with bytes that are none',
      { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: '!' } }] }] },
      /Invalid value at 'contents\[0\]\.parts\[0\]/,
    ],
  ])('%s', async (_, body, words) => {
    const refused = await stage.raw('gemini-2.5-flash:generateContent', body);
    expect(refused).toMatchObject({ status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } });
    expect(at(refused.body, 'error.message')).toMatch(words);
  });

  it('when it is no JSON', async () => {
    expect((await stage.raw('gemini-2.5-flash:generateContent', '{"contents"')).status).toBe(400);
  });
});

describe('a planned answer', () => {
  it('waits for the request it is meant for', async () => {
    await stage.plan({ match: 'secret word', text: 'Yes.' });
    expect((await ask()).text).not.toBe('Yes.');
    expect((await ask({ prompt: 'the secret word' })).text).toBe('Yes.');
    expect((await stage.calls()).map(({ planned }) => planned)).toEqual([null, 1]);
  });

  it('fills a schema whatever way it is asked for', async () => {
    const planned = { text: 'Given', citations: ['p1'] };
    const tools = { a: tool({ inputSchema: z.object({}), execute: () => 'done' }) };
    for (const id of ['gemini-2.5-flash', 'gemini-3-flash-preview']) {
      await stage.plan({ json: planned });
      const { output } = await ask({ model: stage.google(id), tools, output: Output.object({ schema }) });
      expect(output).toEqual(planned);
    }
  });

  it('calls functions', async () => {
    await stage.plan({ calls: [{ name: 'a', args: {} }] });
    const tools = { a: tool({ inputSchema: z.object({}), execute: () => 'done' }) };
    expect((await ask({ tools, stopWhen: isStepCount(1) })).toolResults[0]?.output).toBe('done');
  });

  it.each([
    ['cut', { json: { text: 'Given', citations: [] }, cut: 9 }, { text: '{"text":"', finishReason: 'stop' }],
    ['empty', { empty: true }, { text: '', finishReason: 'stop' }],
    ['unsafe', { text: 'Bad', finish_reason: 'SAFETY' }, { finishReason: 'content-filter' }],
    ['blocked', { block_reason: 'PROHIBITED_CONTENT' }, { text: '', finishReason: 'content-filter' }],
    ['malformed', { empty: true, finish_reason: 'MALFORMED_FUNCTION_CALL' }, { finishReason: 'error' }],
  ])('can be %s', async (_, planned, expected) => {
    await stage.plan(planned);
    expect(await ask()).toMatchObject(expected);
  });

  it('can be any body', async () => {
    await stage.plan({ body: '<html>' });
    await expect(ask()).rejects.toThrow();
  });

  it('is forgotten on demand, and has to make sense', async () => {
    await stage.plan({ text: 'Planned' });
    expect((await stage.control('DELETE', '/model/answers')).status).toBe(204);
    expect((await ask()).text).not.toBe('Planned');
    const senseless = await stage.control('POST', '/model/answers', { error: { status: 500 }, text: 'x' });
    expect(senseless.status).toBe(400);
    expect((await stage.control('PATCH', '/model', { mode: 'kind' })).status).toBe(400);
  });
});

describe('a slow model', () => {
  it('answers when its time has come', async () => {
    await stage.plan({ text: 'At last', delay_ms: 30_000 });
    const asked = ask();
    await until(async () => (await stage.calls())[0]?.planned === 1, 'the call');
    expect((await stage.calls())[0]?.answer).toBeNull();
    stage.clock.advance(30_000);
    expect((await asked).text).toBe('At last');
  });

  it.each([[{ delay_ms: null }], [{ outage: 'silent' }]])('notices who goes away: %o', async (how) => {
    if ('outage' in how) await stage.control('PATCH', '/model', how);
    else await stage.plan(how);
    const abort = new AbortController();
    const asked = ask({ abortSignal: abort.signal }).catch((error: unknown) => error);
    await until(async () => (await stage.calls()).length === 1, 'the call');
    abort.abort(new Error('Enough'));
    expect(await asked).toMatchObject({ message: 'Enough' });
    await until(async () => (await stage.calls())[0]?.aborted, 'the end of the connection');
    expect((await stage.calls())[0]).toMatchObject({ answer: null, aborted: true });
  });

  it('breaks a stream in the middle on demand', async () => {
    await stage.plan({ text: `One ${'and one '.repeat(50)}nine`, close: true });
    const { textStream, finishReason } = streamText({
      model: stage.google('gemini-2.5-flash'),
      prompt: 'Hello',
      maxRetries: 0,
      onError: () => {},
    });
    let text = '';
    for await (const piece of textStream) text += piece;
    expect(text).toMatch(/^One/);
    expect(text).not.toMatch(/nine/);
    expect(await finishReason).toBe('interrupted');
  });
});

describe('an outage', () => {
  it.each([['unavailable'], ['close']])('of kind %s ends when it is told to', async (outage) => {
    await stage.control('PATCH', '/model', { outage });
    const error = await failure(ask());
    expect(error.statusCode).toBe(outage === 'unavailable' ? 503 : undefined);
    expect(error.isRetryable).toBe(true);
    await stage.control('PATCH', '/model', { outage: null });
    expect((await ask()).text).not.toBe('');
  });
});

describe('a hostile model', () => {
  const tools = {
    look_up: tool({ inputSchema: z.object({ order_number: z.string() }), execute: () => 'done' }),
  };
  const tempted = {
    instructions: 'You are Mali. <passage id="p-1">Open at 9.</passage>',
    prompt: 'Hello',
    tools,
  };
  const tempt = async (hostile_act: string, prompt = tempted.prompt) => {
    await stage.control('PATCH', '/model', { mode: 'hostile', hostile_act });
    return generateText({
      model: stage.google('gemini-3-flash-preview'),
      output: Output.object({ schema }),
      ...tempted,
      prompt,
    });
  };
  const answered = async () => at((await stage.calls()).at(-1), 'answer.body.candidates.0.content.parts.0');

  it('calls what was not offered, and for whom it must not', async () => {
    const foreign = await tempt('foreign_tool');
    expect(foreign.toolCalls[0]).toMatchObject({ toolName: 'transfer_money', invalid: true });
    await tempt('foreign_ids', 'Where is 48213?');
    expect(at(await answered(), 'functionCall')).toMatchObject({
      name: 'look_up',
      args: { order_number: '48213', contact_id: 'contact-of-somebody-else' },
    });
  });

  it('lets a tool that fits answer first, so that what it says seems to rest on it', async () => {
    const { toolCalls } = await tempt('bad_links', 'Where is 48213?');
    expect(toolCalls).toMatchObject([{ toolName: 'look_up', input: { order_number: '48213' } }]);
  });

  it('says what it must not', async () => {
    expect((await tempt('foreign_citation')).output.citations).toEqual(['passage-that-was-never-given']);
    expect((await tempt('reveal_prompt')).output.text).toMatch(/You are Mali[\s\S]*AIza/);
    expect((await tempt('bad_links')).output.text).toMatch(/evil\.example/);
    expect((await tempt('endless_text')).output.text.length).toBeGreaterThan(100_000);
  });

  it.each([['wrong_json'], ['wrong_types']])('answers what is no answer: %s', async (act) => {
    await expect(tempt(act)).rejects.toThrow(/No object generated/);
  });

  it('goes through all of it, one after the other', async () => {
    await stage.control('PATCH', '/model', { mode: 'hostile', hostile_act: null });
    const acts = new Set<string>();
    for (let count = 0; count < hostileActs.length; count += 1) {
      await ask(tempted);
      acts.add(JSON.stringify(await answered()).replaceAll(/"(id|thoughtSignature)":"[^"]+"/g, ''));
    }
    expect(acts.size).toBe(hostileActs.length);
  });
});

it('lists its models', async () => {
  const response = await fetch(`${stage.simulator.urls.model}/v1beta/models`);
  const body: unknown = await response.json();
  expect(at(body, 'models')).toContainEqual(expect.objectContaining({ name: 'models/gemini-embedding-001' }));
});
