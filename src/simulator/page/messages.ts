import type { Context } from 'hono';
import { send } from '../messaging/send.ts';
import { checkPermission, checkStanding, countCall, noteAccount } from '../messaging/sender.ts';
import { postControl, postExtension, threadOwner } from '../messaging/thread-control.ts';
import { postAttachment } from '../messaging/uploads.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { bodyOf, linked, notePage, pageOfPath, senderFor } from './caller.ts';

/** `POST /{page id}/messages`: to somebody in Messenger, or on Instagram through the Page. */
export function postPageMessages(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  notePage(c, world);
  const { sender, body } = senderFor(c, world, bodyOf(c));
  return send(c, world, sender, body);
}

/** `POST /{page id}/message_attachments`. */
export function uploadForPage(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const { page, token } = pageOfPath(c, world);
  const body = bodyOf(c);
  const account = body.platform === 'instagram' ? linked(page) : page;
  const sender = { account, token, route: 'page' as const };
  noteAccount(c, account);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  return postAttachment(c, world, account, body);
}

/** `POST /{page id}/{pass|take|release|request}_thread_control`. */
export function postPageControl(kind: 'pass' | 'take' | 'release' | 'request') {
  return (c: Context<SimulatorEnv>, world: World): Response => {
    const { sender, body } = senderFor(c, world, bodyOf(c));
    noteAccount(c, sender.account);
    countCall(c, world, sender);
    checkPermission(sender, 'send');
    checkStanding(sender);
    return postControl(c, world, sender, kind, body);
  };
}

/** `POST /{page id}/extend_thread_control`. */
export function extendControl(c: Context<SimulatorEnv>, world: World): Response {
  const { sender, body } = senderFor(c, world, bodyOf(c));
  noteAccount(c, sender.account);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  checkStanding(sender);
  return postExtension(c, sender, body);
}

/** `GET /{page id}/thread_owner`. */
export function readThreadOwner(c: Context<SimulatorEnv>, world: World): Response {
  const recipient = { id: c.req.query('recipient') ?? '' };
  const { sender } = senderFor(c, world, { recipient });
  noteAccount(c, sender.account);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  return threadOwner(c, world, sender.account);
}
