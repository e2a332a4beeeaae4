import { z } from 'zod';
import type { Api } from './api.ts';
import { CommandError } from './connection.ts';
import type { GivenCredentials } from './credentials-input.ts';

const fieldShape = z.object({
  name: z.string(),
  title: z.string(),
  where: z.string(),
  secret: z.boolean(),
  optional: z.boolean(),
});

const wayShape = z.object({ name: z.string(), title: z.string(), fields: z.array(fieldShape) });

const platformShape = z.object({
  name: z.string(),
  title: z.string(),
  aliases: z.array(z.string()),
  ways: z.array(wayShape),
});

/** One value of the credentials, and where the platform's console shows it. */
export type FieldGuide = z.infer<typeof fieldShape>;
/** One way to connect an account of a platform. */
export type WayGuide = z.infer<typeof wayShape>;
/** What connecting an account of a platform needs, as the hub tells it. */
export type PlatformGuide = z.infer<typeof platformShape>;

/** The platforms that the hub knows. */
export async function readGuides(api: Api): Promise<PlatformGuide[]> {
  const shape = z.object({ data: z.array(platformShape) });
  return (await api.call('GET', '/api/v1/platforms', shape)).value.data;
}

/** The platform of this name or alias. */
export function guideOf(guides: readonly PlatformGuide[], named: string): PlatformGuide {
  const word = named.toLowerCase();
  const guide = guides.find(({ name, aliases }) => [name, ...aliases].includes(word));
  if (guide) return guide;
  throw new CommandError(`There is no platform "${named}"; there are ${namesOf(guides)}.`);
}

/** The way of this name. */
export function wayOf({ title, ways }: PlatformGuide, named: string): WayGuide {
  const way = ways.find(({ name }) => name === named);
  if (way) return way;
  throw new CommandError(`${title} has no way "${named}" to connect; there are ${namesOf(ways)}.`);
}

/** Names in a row. */
export function namesOf(named: readonly { name: string }[]): string {
  return named.map(({ name }) => name).join(', ');
}

/** What is still needed, by the way that comes nearest to what was given; empty when one is complete. */
export function missingFields({ ways }: PlatformGuide, given: GivenCredentials): FieldGuide[] {
  const missing = ways.map(({ fields }) => fields.filter((field) => !field.optional && !given[field.name]));
  return missing.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** Fields with the places where they are found, each on a line. */
export function fieldLines(fields: readonly FieldGuide[]): string {
  return fields
    .map(({ name, where, optional }) => `  ${name}${optional ? ' (optional)' : ''}: ${where}`)
    .join('\n');
}
