import type { Route } from '../route.ts';
import { type AccountRoutes, accountRoutes } from './accounts.ts';
import { actionRoutes } from './actions.ts';
import { keyRoutes } from './keys.ts';
import { type MessageRoutes, messageRoutes } from './messages.ts';
import { type Operations, operationRoutes } from './operations.ts';
import { type WebhookRoutes, webhookRoutes } from './webhooks.ts';

/** Everything the routes need of the hub. */
export type RouteRooms = AccountRoutes &
  Parameters<typeof actionRoutes>[0] &
  Parameters<typeof keyRoutes>[0] &
  MessageRoutes &
  Operations &
  WebhookRoutes;

/** The whole table of routes. */
export function hubRoutes(rooms: RouteRooms): Route[] {
  return [
    ...operationRoutes(rooms),
    ...accountRoutes(rooms),
    ...keyRoutes(rooms),
    ...webhookRoutes(rooms),
    ...messageRoutes(rooms),
    ...actionRoutes(rooms),
  ];
}
