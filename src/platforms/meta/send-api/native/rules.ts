import type { z } from 'zod';
import type { TemplateKind } from './templates.ts';

/** What a platform of the Send API takes in a native body. */
export interface NativeRules {
  /** What stands around a message. */
  frame: z.ZodType;
  message: z.ZodType;
  templates: ReadonlyMap<string, TemplateKind>;
}
