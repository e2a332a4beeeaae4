import { guideOf, type PlatformGuide, type WayGuide, wayOf } from './platform-guide.ts';
import type { Prompts } from './prompts.ts';

/** What was already said on the command line. */
export interface AnsweredBefore {
  platform?: string | undefined;
  way?: string | undefined;
  name?: string | undefined;
}

/** What an account is connected with, as it was asked for. */
export interface ConnectingWish {
  guide: PlatformGuide;
  way: WayGuide;
  name: string;
}

/** Asks which platform, which way, and what the account is called. */
export async function askWish(
  prompts: Prompts,
  guides: readonly PlatformGuide[],
  before: AnsweredBefore,
): Promise<ConnectingWish> {
  const guide = before.platform
    ? guideOf(guides, before.platform)
    : await prompts.choose('Which platform?', guides.map(choice)).then(({ of }) => of);
  const way = before.way ? wayOf(guide, before.way) : await askWay(prompts, guide);
  const name = before.name ?? (await prompts.ask('What people call the account', { fallback: guide.title }));
  return { guide, way, name };
}

/** Asks which way to connect, where there are several. */
export async function askWay(prompts: Prompts, { title, ways }: PlatformGuide): Promise<WayGuide> {
  const [only, ...others] = ways;
  if (only && others.length === 0) return only;
  const { of } = await prompts.choose(`How do you connect ${title}?`, ways.map(choice));
  return of;
}

function choice<T extends { name: string; title: string; aliases?: string[] }>(of: T) {
  return { title: of.title, words: [of.name, ...(of.aliases ?? [])], of };
}

/**
 * Asks for each value, and says where to find it. A value that can be left out is skipped by an empty answer;
 * one that was entered before is kept by it.
 */
export async function askCredentials(
  prompts: Prompts,
  { fields }: WayGuide,
  before: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const credentials: Record<string, string> = {};
  for (const { name, title, where, secret, optional } of fields) {
    prompts.say(`\n${where}`);
    const known = before[name];
    const answer = await prompts.ask(secret ? `${title} (not shown)` : title, {
      secret,
      ...whenEmpty(known, secret, optional),
    });
    const value = answer === '' ? known : answer;
    if (value !== undefined) credentials[name] = value;
  }
  return credentials;
}

function whenEmpty(known: string | undefined, secret: boolean, optional: boolean) {
  if (known !== undefined) return secret ? { enter: 'keeps it' } : { fallback: known };
  return optional ? { enter: 'skips it' } : {};
}
