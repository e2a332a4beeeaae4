import type { Context } from 'hono';
import { answerProfile } from '../messaging/messenger-profile.ts';
import { checkPermission, countCall, noteAccount } from '../messaging/sender.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { bodyOf, linked, pageOfPath } from './caller.ts';

/** `GET|POST|DELETE /{page id}/messenger_profile`; with `platform=instagram` that of the linked account. */
export function pageMessengerProfile(c: Context<SimulatorEnv>, world: World): Response {
  const { page, token } = pageOfPath(c, world);
  const { platform, ...body } = bodyOf(c);
  const account = platform === 'instagram' ? linked(page) : page;
  const sender = { account, token, route: 'page' as const };
  noteAccount(c, account);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  return answerProfile(c, world, account, body);
}
