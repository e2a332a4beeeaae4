import type { PlatformSettings } from '../config.ts';
import { platforms } from '../platforms/index.ts';

/** What the platforms want to be set in the environment; config collects it without knowing them. */
export const platformSettings: PlatformSettings = Object.fromEntries(
  platforms.map(({ name, settings }) => [name, settings]),
);
