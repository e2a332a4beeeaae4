import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Prompts } from './prompts.ts';

function stage(terminal: boolean) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  return { input, prompts: new Prompts({ input, output, terminal }), shown: () => shown };
}

const secret = 'EAAGsecretOfTheShop';

describe('questions at a terminal', () => {
  it('show what is typed, and never a secret', async () => {
    const { input, prompts, shown } = stage(true);
    const name = prompts.ask('Name');
    input.write('Shop\r');
    expect(await name).toBe('Shop');
    const token = prompts.ask('Token', { secret: true });
    input.write(secret.slice(0, 5));
    input.write(`${secret.slice(5)}\r`);
    expect(await token).toBe(secret);
    expect(shown()).toContain('Name: ');
    expect(shown()).toContain('Shop');
    expect(shown()).toContain('Token: ');
    for (const piece of ['EAAG', 'secretOf', 'Shop\r\nE'])
      expect(shown().split('Token')[1]).not.toContain(piece);
  });

  it('put together what was pasted with line breaks in it', async () => {
    const { input, prompts } = stage(true);
    const token = prompts.ask('Token', { secret: true });
    input.write(`\r\n${secret.slice(0, 8)}\r\n${secret.slice(8)}`);
    input.write('\r');
    expect(await token).toBe(secret);
    const next = prompts.ask('Name');
    input.write('Shop\r');
    expect(await next).toBe('Shop');
  });

  it('end with Ctrl-C', async () => {
    const { input, prompts } = stage(true);
    const answer = prompts.ask('Name');
    input.write('\u0003');
    await expect(answer).rejects.toThrow('Ended without an answer to "Name".');
  });
});

describe('questions to a pipe', () => {
  it('are answered line by line, also by lines that came before them', async () => {
    const { input, prompts, shown } = stage(false);
    input.end('2\nwhatever\ny\n\n\nnot a number\nb\n');
    const options = [
      { title: 'First', words: ['a'] },
      { title: 'Second', words: ['b'] },
    ];
    expect(await prompts.choose('Which?', options)).toBe(options[1]);
    expect(await prompts.ask('Name', { fallback: 'Shop' })).toBe('whatever');
    expect(await prompts.confirm('Sure?', false)).toBe(true);
    expect(await prompts.ask('Name', { fallback: 'Shop' })).toBe('Shop');
    expect(await prompts.ask('App ID', { enter: 'skips it' })).toBe('');
    expect(await prompts.choose('Which?', options)).toBe(options[1]);
    expect(shown()).toContain('Which?\n  1) First\n  2) Second\n');
    expect(shown()).toContain('Name [Shop]:\n');
    expect(shown()).toContain('App ID (Enter skips it):\n');
    expect(shown()).toContain('Give a number from 1 to 2.');
    await expect(prompts.ask('More')).rejects.toThrow('Ended without an answer to "More".');
  });

  it('ask again until there is an answer where one is needed', async () => {
    const { input, prompts, shown } = stage(false);
    input.end('\n  \nShop\nperhaps\nno\n');
    expect(await prompts.ask('Name')).toBe('Shop');
    expect(await prompts.confirm('Sure?', true)).toBe(false);
    expect(shown().match(/An answer is needed here\./g)).toHaveLength(2);
    expect(shown()).toContain('Answer y or n.');
  });
});
