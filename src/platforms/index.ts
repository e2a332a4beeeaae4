import { instagram } from './instagram/index.ts';
import { line } from './line/index.ts';
import { messenger } from './messenger/index.ts';
import type { Platform } from './platform.ts';
import { whatsapp } from './whatsapp/index.ts';

/** The platforms of this hub: the one list that knows them all. */
export const platforms: readonly Platform[] = [messenger, instagram, whatsapp, line];
