import { z } from 'zod';
import type { Answer, Api } from './api.ts';
import { record } from './layout.ts';

/** What is wrong with an account, and what to do about it. */
export const problemShape = z.object({ code: z.string(), cause: z.string(), fix: z.string() });

/** One problem of an account. */
export type ProblemView = z.infer<typeof problemShape>;

const testShape = z.object({
  success: z.boolean(),
  error: z.string().optional(),
  platform_info: z
    .object({ account_id: z.string(), username: z.string().nullable(), page_url: z.string().nullable() })
    .nullable(),
  connection_quality: z.string(),
  latency_ms: z.number().nullable(),
  capabilities: z.array(z.string()),
  problems: z.array(problemShape),
});

const setupShape = z.object({
  success: z.boolean(),
  webhook_url: z.string(),
  verified: z.boolean(),
  fields: z.array(z.string()),
  steps: z.array(z.object({ step: z.string(), done: z.boolean(), problem: problemShape.optional() })),
  manual: z.array(z.string()),
});

/** What the hub answered, and the same for people. */
export interface Told<T> {
  answer: Answer<T>;
  words: string;
}

/** Tries the connection of an account. */
export async function tryConnection(api: Api, id: string): Promise<Told<z.infer<typeof testShape>>> {
  const answer = await api.call('POST', `/api/v1/accounts/${id}/test`, testShape);
  const { success, error, platform_info, connection_quality, latency_ms, capabilities, problems } =
    answer.value;
  const facts = record([
    ['Connection', success ? 'works' : `does not work: ${error ?? 'the platform says no'}`],
    ['Quality', connection_quality],
    ['Answers in', latency_ms === null ? undefined : `${latency_ms} ms`],
    [
      'Account',
      platform_info ? `${platform_info.username ?? ''} (${platform_info.account_id})`.trim() : undefined,
    ],
    ['Page', platform_info?.page_url ?? undefined],
    ['Capabilities', capabilities.join(', ') || undefined],
  ]);
  return { answer, words: [facts, problemLines(problems)].filter(Boolean).join('\n\n') };
}

/** Subscribes the webhook of an account; without `events` to what is usual. */
export async function setUpWebhook(
  api: Api,
  id: string,
  events?: readonly string[],
): Promise<Told<z.infer<typeof setupShape>>> {
  const body = events ? { events } : {};
  const answer = await api.call('POST', `/api/v1/accounts/${id}/webhook`, setupShape, { body });
  const { success, steps, fields, manual, verified } = answer.value;
  const lines = [
    success ? 'The webhook is set up.' : 'The webhook is not set up completely.',
    ...steps.map(stepLine),
    ...(fields.length > 0 ? [`Subscribed: ${fields.join(', ')}`] : []),
    verified ? 'The platform has reached this hub.' : 'The platform has not reached this hub yet.',
    ...(manual.length > 0 ? ['Left to do by hand:', ...manual.map((step) => `  - ${step}`)] : []),
  ];
  return { answer, words: lines.join('\n') };
}

function stepLine({ step, done, problem }: z.infer<typeof setupShape>['steps'][number]): string {
  const line = `  ${done ? 'done  ' : 'failed'}  ${step}`;
  return problem ? `${line}\n          ${problem.cause} ${problem.fix}` : line;
}

/** Problems for people, worst first; empty when there are none. */
export function problemLines(problems: readonly ProblemView[]): string {
  return problems.map(({ code, cause, fix }) => `${code}: ${cause}\n  ${fix}`).join('\n');
}
