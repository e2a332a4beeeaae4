import { z } from 'zod';
import type { Platforms } from '../../accounts/account.ts';
import { failureKinds, notFound } from '../../errors.ts';
import { stepOf } from '../../outbound/outcome.ts';
import { type Route, route } from '../route.ts';

/** What telling of platforms needs. */
export interface PlatformRoutes {
  platforms: Platforms;
}

const rateSchema = z.object({ capacity: z.number(), per_second: z.number() });

const limitSchema = z.object({
  field: z.string().describe('The place in the content: `options[].title`.'),
  of: z.string().optional().describe('Where it holds, if not always.'),
  most: z.number().optional(),
  least: z.number().optional(),
  unit: z.enum(['characters', 'graphemes', 'bytes', 'items']).describe('`characters` are UTF-16 code units.'),
  beyond: z
    .enum(['refused', 'shortened', 'split', 'adapted'])
    .describe('What becomes of a content beyond it.'),
  page: z.string(),
});

const contentSchema = z
  .object({
    types: z.record(
      z.string(),
      z.object({
        shown: z.enum(['native', 'adapted', 'refused']),
        how: z.string().describe('What the person sees.'),
        limits: z.array(limitSchema),
        media_types: z
          .array(z.string())
          .nullable()
          .optional()
          .describe('What its media may be; null: anything.'),
        kinds: z.array(z.string()).optional().describe('Of `native`: what is checked before it is sent.'),
        page: z.string().optional(),
      }),
    ),
    general: z.array(z.object({ topic: z.string(), rule: z.string() })),
  })
  .meta({ id: 'PlatformContent', description: 'How each type of content is shown, and its limits.' });

const errorSchema = z
  .object({
    codes: z
      .array(z.string())
      .describe('A code, `code/subcode`, a range, or a status and how the words of the error begin.'),
    when: z
      .object({ is_transient: z.boolean().optional(), says: z.string().optional() })
      .optional()
      .describe('What must hold beside the code.'),
    kind: z.enum(failureKinds),
    cause: z.string(),
    fix: z.string(),
    step: z
      .enum(['retry', 'pause', 'sent', 'fail'])
      .describe(
        'What follows: this conversation waits, the whole account does, it counts as sent, or it failed.',
      ),
    wait_ms: z.number().optional().describe('The least wait before another try.'),
    tries: z.number().optional().describe('After how many failures in a row it is final.'),
    url: z.string().describe('The page of the platform that describes it.'),
  })
  .meta({ id: 'PlatformError', description: 'One error of a platform, and what follows from it.' });

const platformSchema = z
  .object({
    name: z.string().describe('What the platform is called in addresses and bodies.'),
    title: z.string(),
    aliases: z.array(z.string()).describe('Other names that addresses take.'),
    abilities: z
      .looseObject({
        content: z
          .record(z.string(), z.enum(['native', 'adapted', 'refused']))
          .describe('How each content type is shown.'),
        receives: z.array(z.string()).describe('Content types that come in.'),
        receipts: z.array(z.string()).describe('How far the status of a message can go.'),
      })
      .describe('What it can do.'),
    content: contentSchema,
    limits: z
      .looseObject({ account_rate: rateSchema, pair_rate: rateSchema.optional() })
      .describe('How fast and how much; times in milliseconds.'),
    default_events: z
      .array(z.string())
      .describe('What a webhook is subscribed to unless something else is said.'),
    ways: z
      .array(
        z.object({
          name: z.string(),
          title: z.string(),
          fields: z.array(
            z.object({
              name: z.string().describe('The name in `credentials`.'),
              title: z.string(),
              where: z.string().describe('Where to find it.'),
              secret: z.boolean(),
              optional: z.boolean(),
            }),
          ),
        }),
      )
      .describe('The ways to connect an account.'),
  })
  .meta({ id: 'Platform' });

function errorsRoute(platforms: Platforms): Route {
  return route({
    method: 'GET',
    path: '/api/v1/platforms/{platform}/errors',
    scope: 'read',
    tags: ['Accounts'],
    summary: 'What each error of a platform means, and what follows from it',
    params: z.object({ platform: z.string().describe('The name of the platform, or another it goes by.') }),
    answers: {
      200: {
        description: 'Every error that is known; the first that fits counts.',
        schema: z.object({ data: z.array(errorSchema) }).meta({ id: 'PlatformErrorList' }),
      },
    },
    handle({ params }) {
      const platform = platforms.get(params.platform);
      if (!platform) throw notFound('platform', params.platform);
      return {
        status: 200,
        body: { data: platform.errors.map((entry) => ({ ...entry, step: stepOf(entry.kind) })) },
      };
    },
  });
}

/** What platforms there are, and how their accounts are connected. */
export function platformRoutes({ platforms }: PlatformRoutes): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/platforms',
      scope: 'read',
      tags: ['Accounts'],
      summary: 'List the platforms, what they can do and how to connect an account',
      answers: {
        200: {
          description: 'All platforms of this hub.',
          schema: z.object({ data: z.array(platformSchema) }).meta({ id: 'PlatformList' }),
        },
      },
      handle: () => ({
        status: 200,
        body: {
          data: platforms.all.map(
            ({ name, title, aliases, abilities, content, limits, defaultEvents, care }) => ({
              ...{ name, title, aliases, abilities, content, limits },
              default_events: defaultEvents,
              ways: care.ways,
            }),
          ),
        },
      }),
    }),
    errorsRoute(platforms),
  ];
}
