import { type Durations, durationVariables, type HubSettings, hubVariables } from './config-table.ts';
import { type Table, type Variable, webAddress } from './config-table.ts';
import { z } from 'zod';
import type { Setting } from './platforms/platform.ts';

/** The settings of one hub process. */
export interface Config extends Readonly<Omit<HubSettings, 'adminKey'>> {
  readonly adminKey?: string;
  readonly durations: Readonly<Durations>;
  /** By platform name, then by the platform's own name for the setting. */
  readonly platforms: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The settings that platforms declare: by platform name, then by the platform's own name for the setting. */
export type PlatformSettings = Readonly<Record<string, Readonly<Record<string, Setting>>>>;

/** The environment cannot be used. The message names every wrong variable, and no secret. */
export class ConfigError extends Error {
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(`The configuration is wrong:\n${complaints.map((complaint) => `  - ${complaint}`).join('\n')}`);
    this.name = 'ConfigError';
    this.complaints = complaints;
  }
}

/** Reads variables and collects what is wrong with them, so that an operator sees it all at once. */
class Reader {
  readonly complaints: string[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Undefined when it is not set and has no default, or when it is wrong. */
  read<T>(variable: Variable<T>): T | undefined {
    // An empty value is how compose files and shells say "not set"; blanks around one come with CRLF files.
    const given = this.#env[variable.env]?.trim() || undefined;
    const value = given ?? variable.default;
    if (value === null) return undefined;
    const result = variable.schema.safeParse(value);
    if (result.success) return result.data;
    const shown = variable.secret ? 'a secret that is not shown' : JSON.stringify(value);
    this.complaints.push(`${variable.env} is ${shown}; expected ${variable.expected}.`);
    return undefined;
  }

  /** All variables of a table that have a value. */
  readAll<T extends object>(table: Table<T>): Partial<T> {
    const values: Partial<T> = {};
    // `keyof T` is exactly what the mapped type holds; Object.keys only widens it to string.
    for (const key of Object.keys(table) as (keyof T)[]) {
      const value = this.read(table[key]);
      if (value !== undefined) values[key] = value;
    }
    return values;
  }
}
