import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printEnvExample } from './config.ts';
import { platforms } from './platforms/index.ts';

it('is what .env.example holds; `parley config > .env.example` writes it anew', () => {
  const settings = Object.fromEntries(platforms.map((platform) => [platform.name, platform.settings]));
  const committed = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  expect(committed).toBe(printEnvExample(settings));
});
