import { type Command, InvalidArgumentError } from 'commander';
import type { PageWish } from './api.ts';

/** Shows in the help of a command how it is used. */
export function withExample(command: Command, ...examples: string[]): Command {
  const lines = examples.map((example) => `\n  parley ${example}`).join('');
  return command.addHelpText('after', `\nExample:${lines}`);
}

/** Adds the options of a list. */
export function withPaging(command: Command): Command {
  return command
    .option('--limit <n>', 'how many at most', count, 50)
    .option('--all', 'everything there is, however many pages that takes')
    .option('--cursor <cursor>', 'go on behind an earlier list: its next_cursor');
}

/** What {@link withPaging} has added. */
export interface PagingOptions {
  limit: number;
  all?: boolean;
  cursor?: string;
}

/** How much of a list the options ask for. */
export function pageWish({ limit, all, cursor }: PagingOptions): PageWish {
  return { limit: all ? Number.POSITIVE_INFINITY : limit, cursor };
}

/** A whole number from 1 up, given on the command line. */
export function count(given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new InvalidArgumentError('Give a whole number from 1 up.');
}

/** Words separated by commas. */
export function words(given: string): string[] {
  return given
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
