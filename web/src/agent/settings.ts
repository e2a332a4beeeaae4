import type { AnswerOf, InputOf } from '../../../src/client/index.ts';

/** The settings of an agent as they are read. */
export type Settings = AnswerOf<'GET /api/v1/agent/settings/{account_id}'>;

/** The settings as they are given. */
export type SettingsChange = InputOf<'PUT /api/v1/agent/settings/{account_id}'>['body'];

/** What is read beside the settings, and not given back. */
const readOnly = ['account_id', 'version', 'has_api_key', 'tool_headers'] as const;

/** The settings that are read, as they can be given back. */
export function changeable(settings: Settings): SettingsChange {
  const hidden: readonly string[] = readOnly;
  const kept = Object.entries(settings).filter(([name]) => !hidden.includes(name));
  // What is left of the answer is what the body takes.
  return Object.fromEntries(kept) as SettingsChange;
}

/** The lines of a text that hold something. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `name: description` in each line. */
export function intentsOf(text: string): Settings['processing']['intents'] {
  return linesOf(text).map((line) => {
    const [name = '', ...rest] = line.split(':');
    return { name: name.trim(), description: rest.join(':').trim() };
  });
}
