import { z } from 'zod';
import type { Platforms } from '../../accounts/account.ts';
import { type Route, route } from '../route.ts';

/** What telling of platforms needs. */
export interface PlatformRoutes {
  platforms: Platforms;
}

const rateSchema = z.object({ capacity: z.number(), per_second: z.number() });

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
          data: platforms.all.map(({ name, title, aliases, abilities, limits, defaultEvents, care }) => ({
            ...{ name, title, aliases, abilities, limits },
            default_events: defaultEvents,
            ways: care.ways,
          })),
        },
      }),
    }),
  ];
}
