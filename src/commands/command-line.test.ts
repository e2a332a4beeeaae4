import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './command-line.ts';

/** The commands that do something, by their full names. */
function leavesOf(command: Command, above: readonly string[] = []): [string, Command][] {
  const own = command.commands;
  if (own.length === 0) return [[above.join(' '), command]];
  return own.flatMap((inner) => leavesOf(inner, [...above, inner.name()]));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

describe('the command line', () => {
  const leaves = leavesOf(createProgram().program);

  it.each(leaves)('shows in the help of `%s` how it is used', (name, command) => {
    const help = helpOf(command);
    expect(help).toContain(`\nExample:\n  parley ${name}`);
    expect(help).toContain('--json');
  });
});
