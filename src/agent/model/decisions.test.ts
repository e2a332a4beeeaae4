import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { callEndings, decisions } from './decisions.ts';

const page = readFileSync(new URL('../../../docs/agent.md', import.meta.url), 'utf8');
const then = { hand_over: 'people', retry_later: 'later', stop: 'nothing' };
const times = ['no', 'once', 'twice'];

it.each(callEndings)('what %s leads to is what the page says', (kind) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${kind}\` |`));
  const [, , tried, second, next] = row?.split(' | ') ?? [];
  const { tries_again, second_model, next: step, ...rest } = decisions[kind];
  expect(tried?.split(',')[0]).toBe(times[tries_again]);
  expect(second).toBe(second_model ? 'yes' : 'no');
  expect(next).toContain(then[step]);
  expect(rest.cause).toMatch(/\.$/);
  expect(rest.fix).toMatch(/\.$/);
});
