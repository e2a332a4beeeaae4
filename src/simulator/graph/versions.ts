import type { Context, MiddlewareHandler } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import { GraphRefusal } from './errors.ts';

/**
 * Versions that answer. Older ones are gone and newer ones do not exist.
 * https://developers.facebook.com/docs/graph-api/changelog
 */
const livingVersions = ['v21.0', 'v22.0', 'v23.0', 'v24.0', 'v25.0', 'v26.0'];

/** Refuses every path that begins with another version. */
export const refuseDeadVersions: MiddlewareHandler<SimulatorEnv> = async (c, next) => {
  if (!livingVersions.includes(c.req.param('version') ?? '')) throw unknownPath(c);
  await next();
};

/** A path that nobody serves. */
export function unknownPath(c: Context<SimulatorEnv>): GraphRefusal {
  return new GraphRefusal(2500, { message: `Unknown path components: ${c.req.path}` });
}
