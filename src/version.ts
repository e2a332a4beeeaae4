import { readFileSync } from 'node:fs';

/** The version of this hub, from the package it was started from. */
export const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;
