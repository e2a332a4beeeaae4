import type { Context } from 'hono';
import { z } from 'zod';
import { graphAnswer } from '../graph/answer.ts';
import { digits } from '../ids.ts';
import { webAddress } from '../messaging/bodies/buttons.ts';
import { checked } from '../messaging/bodies/issues.ts';
import { words } from '../messaging/bodies/text.ts';
import { checkPermission, countCall, noteAccount } from '../messaging/sender.ts';
import type { Page } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { bodyOf, pageOfPath } from './caller.ts';

// https://developers.facebook.com/docs/messenger-platform/send-messages/personas
const personaBody = z.strictObject({ name: words(50), profile_picture_url: webAddress });

/** `POST /{page id}/personas`: somebody in whose name the Page writes. */
export function addPersona(c: Context<SimulatorEnv>, world: World): Response {
  const page = admitted(c, world);
  const id = digits(16);
  page.personas.set(id, checked(personaBody, bodyOf(c)));
  return graphAnswer(c, { id });
}

/** `GET /{page id}/personas` */
export function listPersonas(c: Context<SimulatorEnv>, world: World): Response {
  const page = admitted(c, world);
  return graphAnswer(c, { data: [...page.personas].map(([id, persona]) => ({ id, ...persona })) });
}

function admitted(c: Context<SimulatorEnv>, world: World): Page {
  const { page, token } = pageOfPath(c, world);
  const sender = { account: page, token, route: 'page' as const };
  noteAccount(c, page);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  return page;
}
