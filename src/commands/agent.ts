import type { Command } from 'commander';
import { z } from 'zod';
import { registerAgentEvaluation } from './agent-evaluation.ts';
import { registerAgentKnowledge } from './agent-knowledge.ts';
import { jsonFrom } from './json-input.ts';
import { dollars, moment } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const settingsShape = z.looseObject({ account_id: z.string(), mode: z.string(), version: z.int() });

const runShape = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  decision: z.string().nullable(),
  reason: z.string().nullable(),
  model: z.string().nullable(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost_micros: z.int().nullable(),
  started_at: z.string(),
});

const callShape = z.object({
  id: z.string(),
  tool: z.string(),
  arguments: z.unknown(),
  state: z.string(),
  conversation_id: z.string().nullable(),
  expires_at: z.string().nullable(),
});

/** `parley agent`: what accounts tell their agents, what these did, and what they ask. */
export function registerAgent(program: Command, session: Session): void {
  const agent = program.command('agent').description('the agent that answers for accounts');
  registerSettings(agent, session);
  withExample(
    withPaging(agent.command('runs').description('what it did, the latest first'))
      .option('--account <account>', 'only of this account, named by its id or name')
      .option('--conversation <id>', 'only in this conversation')
      .option('--decision <decision>', 'only with this end, such as handed_over')
      .action((options: PagingOptions & RunOptions) => listRuns(session, options)),
    'agent runs --account Shop --decision handed_over',
  );
  registerApprovals(agent, session);
  registerAgentKnowledge(agent, session);
  registerAgentEvaluation(agent, session);
}

function registerSettings(agent: Command, session: Session): void {
  const settings = agent.command('settings').description('what an account tells its agent');
  withExample(
    settings
      .command('get')
      .description('print it as JSON')
      .argument('<account>', 'its id or name')
      .action((account: string) => getSettings(session, account)),
    'agent settings get Shop > agent.json',
  );
  withExample(
    settings
      .command('set')
      .description('replace it; what the file does not name has its default, secrets stay')
      .argument('<account>', 'its id or name')
      .argument('[file]', 'JSON; - or nothing: standard input', '-')
      .action((account: string, file: string) => setSettings(session, account, file)),
    'agent settings set Shop agent.json',
  );
}

function registerApprovals(agent: Command, session: Session): void {
  const approvals = agent.command('approvals').description('calls of tools that a person has to agree to');
  withExample(
    withPaging(approvals.command('list').description('what waits')).action((options: PagingOptions) =>
      listApprovals(session, options),
    ),
    'agent approvals list',
  );
  for (const [verb, description] of [
    ['approve', 'let it be made'],
    ['refuse', 'let it not be made; the agent is told'],
  ] as const) {
    withExample(
      approvals
        .command(verb)
        .description(description)
        .argument('<id>')
        .option('--note <text>', 'why')
        .action((id: string, options: { note?: string }) => decide(session, verb, id, options)),
      `agent approvals ${verb} 01a20a7c-1a5e-7000-9f92-fd95c07cc354`,
    );
  }
}

async function getSettings(session: Session, account: string): Promise<void> {
  const id = await accountIdOf(session.api, account);
  const { json } = await session.api.call('GET', `/api/v1/agent/settings/${id}`, settingsShape);
  session.printJson(json);
}

// What an answer tells beside the settings themselves.
const told = ['account_id', 'version', 'has_api_key', 'tool_headers'];

async function setSettings(session: Session, account: string, file: string): Promise<void> {
  const id = await accountIdOf(session.api, account);
  const given = Object.entries(await jsonFrom(file, z.record(z.string(), z.unknown())));
  // So that what `get` printed can be changed and set again.
  const body = Object.fromEntries(given.filter(([name]) => !told.includes(name)));
  const path = `/api/v1/agent/settings/${id}`;
  const answer = await session.api.call('PUT', path, settingsShape, { body });
  session.show(answer, ({ mode, version }) => `The agent is set up (mode ${mode}, version ${version}).`);
}

interface RunOptions {
  account?: string;
  conversation?: string;
  decision?: string;
}

async function listRuns(session: Session, options: PagingOptions & RunOptions): Promise<void> {
  const { account, conversation, decision } = options;
  const filter = {
    account_id: account && (await accountIdOf(session.api, account)),
    ...{ conversation_id: conversation, decision },
  };
  const answer = await session.api.list('/api/v1/agent/runs', filter, runShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'BEGAN', value: ({ started_at }) => moment(started_at) },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'END', value: ({ decision, state }) => decision ?? state },
      { title: 'MODEL', value: ({ model }) => model },
      { title: 'TOKENS', value: (run) => run.input_tokens + run.output_tokens },
      { title: 'COST', value: ({ cost_micros }) => dollars(cost_micros) },
      { title: 'WHY', value: ({ reason }) => reason, flexible: true },
    ],
    'It has done nothing yet.',
  );
}

async function listApprovals(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/agent/approvals', {}, callShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'UNTIL', value: ({ expires_at }) => expires_at && moment(expires_at) },
      { title: 'CONVERSATION', value: ({ conversation_id }) => conversation_id },
      { title: 'TOOL', value: ({ tool }) => tool },
      { title: 'ARGUMENTS', value: (call) => JSON.stringify(call.arguments), flexible: true },
    ],
    'Nothing waits.',
  );
}

async function decide(
  session: Session,
  verb: 'approve' | 'refuse',
  id: string,
  { note }: { note?: string },
): Promise<void> {
  const path = `/api/v1/agent/approvals/${encodeURIComponent(id)}/${verb}`;
  const answer = await session.api.call('POST', path, callShape, {
    body: note === undefined ? {} : { note },
  });
  session.show(answer, ({ tool, state }) => `The call of ${tool} is ${state}.`);
}
