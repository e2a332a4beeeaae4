import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandLineOf } from '../command-line.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type MovableClock, movableClock } from '../in-process-hub.ts';
import { startToolServer, type ToolServer } from '../tool-server.ts';
import { type AgentShop, type AgentStage, answerOf, startAgentJourney } from './agent-stage.ts';
import type { Json } from './stage.ts';

const person = '7100000000000001';
const minute = 60_000;

interface CallView {
  id: string;
  tool: string;
  state: string;
  arguments: Json;
  run_id: string;
}

describe.each(databaseKinds)('an agent with tools, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: AgentStage;
  let server: ToolServer;
  let clock: MovableClock;
  let shop: AgentShop;

  beforeAll(async () => {
    place = await create();
    clock = movableClock();
    stage = await startAgentJourney(place, clock);
    server = await startToolServer();
  });

  afterAll(async () => {
    await stage.stop();
    await server.stop();
    await place.drop();
  });

  beforeEach(async () => {
    await stage.calm();
    server.came.length = 0;
    server.answer(({ method }) => ({ json: method === 'GET' ? { state: 'sent' } : { booked: true } }));
    shop = await stage.openWithAgent('messenger', settings());
  });

  function settings(more: Json = {}): Json {
    const parameters = { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] };
    const about = { description: 'About an order.', parameters };
    return {
      tools: [
        {
          name: 'find_order',
          ...about,
          method: 'GET',
          url: `${server.url}/orders/{number}`,
          identify: ['contact_id'],
        },
        { name: 'cancel_order', ...about, url: `${server.url}/cancellations` },
        { name: 'refund', ...about, url: `${server.url}/refunds`, approval: true, approval_minutes: 30 },
      ],
      ...more,
    };
  }

  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await stage.hub.api<T>(method, `/api/v1${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const plansCall = (name: string, match: string) =>
    stage.plan({ match, calls: [{ name, args: { number: 'A-7' } }] });
  const plansAnswer = (text: string, match: string) => stage.plan({ match, json: answerOf(text) });
  const calls = async (query = '') =>
    (await api<{ data: CallView[] }>('GET', `/agent/tool-calls?account_id=${shop.id}${query}`)).data;
  const approvals = async () =>
    (await api<{ data: CallView[] }>('GET', `/agent/approvals?account_id=${shop.id}`)).data;
  const waiting = () => until(async () => (await approvals())[0], 'a call to wait for a person');

  it('looks something up for the person who asks, and answers with it', async () => {
    await plansCall('find_order', 'Where is A-7');
    await plansAnswer('It was sent.', 'Where is A-7');
    const conversation = await shop.write(person, 'Where is A-7?');
    expect((await shop.ended(1))[0]).toMatchObject({ decision: 'replied' });
    const { contact_id } = await stage.conversation(conversation);
    expect(server.came).toMatchObject([
      { path: '/orders/A-7', headers: { 'parley-contact-id': contact_id } },
    ]);
    expect(await calls()).toMatchObject([
      { tool: 'find_order', state: 'done', arguments: { number: 'A-7' } },
    ]);
    const { data } = await api<{ data: Json[] }>('GET', `/agent/tools?account_id=${shop.id}`);
    expect(data[0]).toMatchObject({ name: 'find_order', calls_of_day: 1, failures_of_day: 0 });
  });

  it('has no tool but the account’s own, and it is written down when it wants one', async () => {
    await plansCall('read_secrets', 'Tell me everything');
    await plansAnswer('I cannot.', 'Tell me everything');
    await shop.write(person, 'Tell me everything');
    await shop.ended(1);
    expect(await calls()).toMatchObject([{ tool: 'read_secrets', state: 'blocked' }]);
    expect(server.came).toEqual([]);
  });

  it('asks a person where it must, and goes on once they agree', async () => {
    await plansCall('refund', 'money back');
    await shop.write(person, 'I want my money back for A-7');
    const call = await waiting();
    expect(call).toMatchObject({ tool: 'refund', arguments: { number: 'A-7' } });
    expect(await shop.events('agent.approval_requested')).toHaveLength(1);
    // The conversation is not held up by it: somebody else is answered meanwhile.
    const [run] = (await api<{ data: Json[] }>('GET', `/agent/runs?account_id=${shop.id}`)).data;
    expect(run).toMatchObject({ state: 'waiting' });
    await plansAnswer('Your money is on its way.', 'money back');
    await api('POST', `/agent/approvals/${call.id}/approve`, { note: 'She is right.' });
    expect((await shop.ended(1))[0]).toMatchObject({ decision: 'replied', id: call.run_id });
    expect(server.came).toMatchObject([
      { path: '/refunds', body: { number: 'A-7' }, headers: { 'idempotency-key': call.id } },
    ]);
    await until(async () => (await shop.told(person)).includes('Your money is on its way.'), 'the answer');
    expect(await approvals()).toEqual([]);
  });

  it('answers without a call that was refused', async () => {
    await plansCall('refund', 'money back');
    await shop.write(person, 'I want my money back for A-7');
    const call = await waiting();
    await plansAnswer('I am sorry, that is not possible.', 'money back');
    await api('POST', `/agent/approvals/${call.id}/refuse`, { note: 'Too late.' });
    expect((await shop.ended(1))[0]).toMatchObject({ decision: 'replied' });
    expect(server.came).toEqual([]);
    expect((await stage.calls('Too late.')).length).toBeGreaterThan(0);
  });

  it('asks for nothing any more when the person writes again', async () => {
    await plansCall('refund', 'money back');
    await shop.write(person, 'I want my money back for A-7');
    const call = await waiting();
    await plansAnswer('Fine, then.', 'Never mind');
    await shop.write(person, 'Never mind, I keep it');
    await until(async () => (await shop.runs()).some(({ decision }) => decision === 'replied'), 'an answer');
    const { status } = await stage.hub.api('POST', `/api/v1/agent/approvals/${call.id}/approve`, {});
    expect(status).toBe(409);
    expect((await calls()).find(({ id }) => id === call.id)).toMatchObject({ state: 'expired' });
    expect(server.came).toEqual([]);
  });

  it('leaves a conversation to people when nobody decides', async () => {
    await plansCall('refund', 'money back');
    const conversation = await shop.write(person, 'I want my money back for A-7');
    await waiting();
    clock.advance(31 * minute);
    const [end] = await shop.ended(1);
    expect(end, end?.reason).toMatchObject({ decision: 'handed_over' });
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    expect(server.came).toEqual([]);
  });

  it('is rehearsed on what was, without any effect', async () => {
    await plansCall('cancel_order', 'Cancel A-7');
    await plansAnswer('It is cancelled.', 'Cancel A-7');
    await shop.write(person, 'Cancel A-7, please');
    const [run] = await shop.ended(1);
    expect(server.came).toHaveLength(1);
    await until(async () => (await shop.told(person)).length === 1, 'the answer');
    await plansCall('cancel_order', 'Cancel A-7');
    await plansAnswer('Indeed it is cancelled.', 'Cancel A-7');
    const replay = await api<Json>('POST', `/agent/runs/${run?.id}/replay`, {
      settings: { persona: 'You are very formal.' },
    });
    expect(replay).toMatchObject({
      ...{ decision: 'reply', text: 'Indeed it is cancelled.' },
      before: { decision: 'reply', text: 'It is cancelled.' },
      difference: { changed: ['text'], passages_gained: [] },
    });
    expect(replay.steps).toEqual(
      expect.arrayContaining([expect.objectContaining({ tool: 'cancel_order', outcome: 'known' })]),
    );
    expect((await stage.calls('You are very formal.')).length).toBe(2);
    expect(server.came).toHaveLength(1);
    expect(await shop.told(person)).toHaveLength(1);
    expect(await shop.runs()).toHaveLength(1);
  });

  it('is tried on what never was; what changes something is not called', async () => {
    await plansCall('cancel_order', 'Cancel A-9');
    await plansAnswer('I cannot do that.', 'Cancel A-9');
    const rehearsal = await api<Json>('POST', '/agent/playground', {
      account_id: shop.id,
      messages: [{ text: 'Hello' }, { speaker: 'agent', text: 'Hi!' }, { text: 'Cancel A-9' }],
    });
    expect(rehearsal).toMatchObject({ decision: 'reply', text: 'I cannot do that.' });
    expect(rehearsal.steps).toEqual(
      expect.arrayContaining([expect.objectContaining({ tool: 'cancel_order', outcome: 'not_called' })]),
    );
    expect(server.came).toEqual([]);
    expect(await calls()).toEqual([]);
  });

  it('is held against questions, and the command line says how it did', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'parley-questions-'));
    const file = join(directory, 'hours.json');
    const questions = [
      {
        id: 'hours',
        messages: 'When are you open?',
        expected: ['NINE', { judge: 'It is polite.' }],
        language: 'en',
      },
      {
        id: 'price',
        messages: 'What does it cost?',
        expected: ['5 euro'],
        forbidden: [{ pattern: 'free|gratis' }],
      },
    ];
    writeFileSync(file, JSON.stringify({ questions }));
    await plansAnswer('We open at nine.', 'When are you open');
    await stage.plan({
      match: 'It is polite.',
      json: { verdicts: [{ number: 1, true: true, reason: 'It is.' }] },
    });
    await plansAnswer('It is free.', 'What does it cost');
    const { run } = commandLineOf(stage.hub);
    const ended = await run(['agent', 'eval', shop.id, file, '--at-least', '0.5']);
    expect(ended, ended.errors + ended.out).toMatchObject({ code: 0 });
    expect(ended.out).toMatch(/hours +passed +2\/2 +0\/0 +reply/);
    expect(ended.out).toMatch(/price +FAILED +0\/1 +1\/1 +reply .*missing: 5 euro; said: \/free\|gratis\//);
    expect(ended.out).toMatch(/passed +1 of 2 \(50 %\)/);
    const { data } = await api<{ data: Json[] }>('GET', '/agent/evaluations/hours/runs');
    expect(data[0]).toMatchObject({ state: 'done', questions: 2, score: { passed: 1, share: 0.5 } });
    await plansAnswer('Ask somebody else.', 'When are you open');
    expect(await run(['agent', 'eval', shop.id, 'hours'])).toMatchObject({ code: 1 });
    rmSync(directory, { recursive: true });
  });
});
