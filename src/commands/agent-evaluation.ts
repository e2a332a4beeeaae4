import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { CommandError } from './connection.ts';
import { jsonFrom } from './json-input.ts';
import { dollars, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

const verdictsShape = z.array(z.object({ fact: z.string(), holds: z.boolean() }));

const resultShape = z.object({
  id: z.string(),
  passed: z.boolean(),
  decision: z.string(),
  expected_decision: z.string(),
  reason: z.string(),
  expected: verdictsShape,
  forbidden: verdictsShape,
  language: z.object({ wanted: z.string(), right: z.boolean() }).nullable(),
  citations: z.int(),
  latency_ms: z.int(),
  cost_micros: z.int().nullable(),
});

const runShape = z.object({
  id: z.string(),
  state: z.enum(['running', 'done']),
  questions: z.int(),
  score: z.object({
    questions: z.int(),
    passed: z.int(),
    share: z.number(),
    expected: z.object({ of: z.int(), held: z.int() }),
    forbidden: z.object({ of: z.int(), said: z.int() }),
    right_decisions: z.int(),
    latency_ms: z.int(),
    cost_micros: z.int().nullable(),
  }),
  results: z.array(resultShape),
});

type Run = z.output<typeof runShape>;
type Result = z.output<typeof resultShape>;

const fileShape = z.union([
  z.array(z.unknown()).transform((questions) => ({ questions })),
  z.object({ questions: z.array(z.unknown()) }),
]);

interface Options {
  settings?: string;
  atLeast: number;
}

// An answer takes seconds; whoever waits for a hundred of them does not notice this.
const lookEveryMs = 300;

/** `parley agent eval`: holds an agent against a set of questions. */
export function registerAgentEvaluation(agent: Command, session: Session): void {
  withExample(
    agent
      .command('eval')
      .description('hold the agent of an account against questions, and print how it did')
      .argument('<account>', 'its id or name')
      .argument(
        '<set>',
        'a JSON file of questions, which is stored under its name, or the name of a stored set',
      )
      .option('--settings <file>', 'with these settings in the place of the account’s own, JSON')
      .option('--at-least <share>', 'exit with 1 when a smaller share is passed, from 0 to 1', share, 1)
      .action((account: string, set: string, options: Options) => evaluate(session, account, set, options)),
    'agent eval Shop questions.json --at-least 0.9',
    'agent eval Shop questions --settings stricter.json',
  );
}

function share(given: string): number {
  const value = Number(given);
  if (given.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give a number from 0 to 1.');
}

async function evaluate(session: Session, account: string, set: string, options: Options): Promise<void> {
  const { api } = session;
  const account_id = await accountIdOf(api, account);
  const name = set.endsWith('.json') ? await store(session, set) : set;
  const settings =
    options.settings === undefined
      ? {}
      : { settings: await jsonFrom(options.settings, z.record(z.string(), z.unknown())) };
  const path = `/api/v1/agent/evaluations/${encodeURIComponent(name)}`;
  const body = { account_id, ...settings };
  const { value: begun } = await api.call('POST', `${path}/run`, z.object({ id: z.string() }), { body });
  const read = () => api.call('GET', `${path}/runs/${begun.id}`, runShape);
  let answer = await read();
  for (let told = 0; answer.value.state === 'running'; answer = await read()) {
    for (; told < answer.value.results.length; told++) {
      const result = answer.value.results[told];
      if (result && !session.json) session.hint(`${result.passed ? 'passed' : 'FAILED'}  ${result.id}`);
    }
    await pause(lookEveryMs);
  }
  session.show(answer, (run) => inWords(session, run));
  if (answer.value.score.share < options.atLeast) session.fail();
}

/** Stores the questions of a file under its name. */
async function store(session: Session, file: string): Promise<string> {
  const { questions } = await jsonFrom(file, fileShape);
  const name = basename(file, '.json').replaceAll(/[^A-Za-z0-9_.-]/g, '-');
  if (name === '') throw new CommandError(`${file} has no name to store its questions under.`);
  const path = `/api/v1/agent/evaluations/${encodeURIComponent(name)}`;
  await session.api.call('PUT', path, z.object({ name: z.string() }), { body: { questions } });
  return name;
}

function inWords(session: Session, { score, results }: Run): string {
  const rows = session.table(results, [
    { title: 'QUESTION', value: ({ id }) => id },
    { title: '', value: ({ passed }) => (passed ? 'passed' : 'FAILED') },
    { title: 'EXPECTED', value: ({ expected }) => `${held(expected)}/${expected.length}` },
    { title: 'FORBIDDEN', value: ({ forbidden }) => `${held(forbidden)}/${forbidden.length}` },
    { title: 'DECISION', value: decisionOf },
    { title: 'CITED', value: ({ citations }) => citations },
    { title: 'SECONDS', value: ({ latency_ms }) => (latency_ms / 1000).toFixed(1) },
    { title: 'COST', value: ({ cost_micros }) => dollars(cost_micros) },
    { title: 'WHY', value: whyNot, flexible: true },
  ]);
  const total = record([
    ['passed', `${score.passed} of ${score.questions} (${Math.round(score.share * 100)} %)`],
    ['expected facts said', `${score.expected.held} of ${score.expected.of}`],
    ['forbidden facts said', `${score.forbidden.said} of ${score.forbidden.of}`],
    ['right decisions', `${score.right_decisions} of ${score.questions}`],
    ['time', `${(score.latency_ms / 1000).toFixed(1)} s`],
    ['cost', dollars(score.cost_micros)],
  ]);
  return `${rows}\n\n${total}`;
}

function held(verdicts: z.output<typeof verdictsShape>): number {
  return verdicts.filter(({ holds }) => holds).length;
}

function decisionOf({ decision, expected_decision }: Result): string {
  return decision === expected_decision ? decision : `${decision}, not ${expected_decision}`;
}

function whyNot({ passed, expected, forbidden, language, reason }: Result): string {
  if (passed) return '';
  const missing = expected.filter(({ holds }) => !holds).map(({ fact }) => `missing: ${fact}`);
  const said = forbidden.filter(({ holds }) => holds).map(({ fact }) => `said: ${fact}`);
  const wrong = language?.right === false ? [`not in ${language.wanted}`] : [];
  return [...missing, ...said, ...wrong, reason].join('; ');
}
