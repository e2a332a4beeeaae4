import { type Context, Hono } from 'hono';
import { graphAnswer, refusalAnswer } from '../graph/answer.ts';
import { GraphRefusal, unknownObject } from '../graph/errors.ts';
import { refuseDeadVersions, unknownPath } from '../graph/versions.ts';
import { conversationsOf, conversationWith, readConversation } from '../messaging/conversations.ts';
import { refused } from '../messaging/errors.ts';
import { readMessageNode } from '../messaging/message-node.ts';
import { answerProfile } from '../messaging/messenger-profile.ts';
import { send } from '../messaging/send.ts';
import { checkPermission, countCall } from '../messaging/sender.ts';
import { postAttachment } from '../messaging/uploads.ts';
import { bodyOf } from '../page/caller.ts';
import { recordTraffic, type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { instagramNode } from './account-node.ts';
import { accountOfPath, isOwnId, loginHolder, noteLogin } from './caller.ts';
import { customerProfile } from './customer-profile.ts';
import { refreshToken } from './refresh.ts';
import { listInstagramSubscriptions, subscribeInstagram, unsubscribeInstagram } from './subscribed-apps.ts';

const profileMethods = ['GET', 'POST', 'DELETE'];

/** `graph.instagram.com`: accounts that came by Instagram Login. */
export function instagramServer(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use('*', recordTraffic(world, 'instagram'));
  // The two calls about tokens have no version.
  app.get('/refresh_access_token', ordinary(world, refreshToken));
  app.use('/:version/*', refuseDeadVersions);
  app.post('/:version/:id/messages', (c) => postMessages(c, world));
  app.post('/:version/:id/message_attachments', ordinary(world, upload));
  app.get('/:version/:id/subscribed_apps', ordinary(world, listInstagramSubscriptions));
  app.post('/:version/:id/subscribed_apps', ordinary(world, subscribeInstagram));
  app.delete('/:version/:id/subscribed_apps', ordinary(world, unsubscribeInstagram));
  app.on(profileMethods, '/:version/:id/messenger_profile', ordinary(world, messengerProfile));
  app.get('/:version/:id/conversations', ordinary(world, listConversations));
  app.get('/:version/:id', ordinary(world, getNode));
  app.notFound((c) => answerRefusal(c, unknownPath(c)));
  app.onError((error, c) => {
    if (error instanceof GraphRefusal) return answerRefusal(c, error);
    throw error;
  });
  return app;
}

/** This host has a type of its own for refusals, and no code in front of the words. */
function answerRefusal(c: Context<SimulatorEnv>, refusal: GraphRefusal): Response {
  const { code, status, subcode, transient, user } = refusal;
  const message = refusal.message.replace(/^\(#-?\d+\) /, '');
  const type = code === 104 || code === 190 ? 'OAuthException' : 'IGApiException';
  return refusalAnswer(c, new GraphRefusal(code, { message, status, subcode, transient, user, type }));
}

type Handler = (c: Context<SimulatorEnv>, world: World) => Response | Promise<Response>;

/** Everything but sending, open to faults that strike any call. */
function ordinary(world: World, handle: Handler) {
  return (c: Context<SimulatorEnv>): Promise<Response> => {
    noteLogin(c, world);
    return strike(c, world, 'other', {
      refuse: (fault) => answerRefusal(c, refused(String(fault.code))),
      accept: async () => handle(c, world),
    });
  };
}

function postMessages(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return send(c, world, accountOfPath(c, world), bodyOf(c));
}

function upload(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const caller = accountOfPath(c, world);
  countCall(c, world, caller);
  checkPermission(caller, 'send');
  return postAttachment(c, world, caller.account, bodyOf(c));
}

/** `GET|POST|DELETE /{ig id}/messenger_profile`. */
function messengerProfile(c: Context<SimulatorEnv>, world: World): Response {
  const caller = accountOfPath(c, world);
  countCall(c, world, caller);
  checkPermission(caller, 'send');
  return answerProfile(c, world, caller.account, bodyOf(c));
}

/** `GET /{ig id}/conversations`; whose chats they are has to be said, though here they can be no others. */
function listConversations(c: Context<SimulatorEnv>, world: World): Response {
  const caller = accountOfPath(c, world);
  countCall(c, world, caller);
  const { platform, user_id, limit, fields } = c.req.query();
  if (platform !== undefined && platform !== 'instagram') {
    throw refused('100', 'Param platform must be one of {INSTAGRAM}');
  }
  return graphAnswer(c, conversationsOf(world, caller, { user_id, limit, fields }));
}

/** `GET /{id}`: the account itself, a person who wrote to it, a chat or a message in one. */
function getNode(c: Context<SimulatorEnv>, world: World): Response {
  const caller = loginHolder(c, world);
  const { account } = caller;
  const id = c.req.param('id') ?? '';
  const fields = c.req.query('fields');
  countCall(c, world, caller);
  const customer = account.customers.get(id);
  if (customer !== undefined) return graphAnswer(c, customerProfile(world, caller, customer, fields));
  const chat = conversationWith(account, id);
  if (chat !== null) return graphAnswer(c, readConversation(caller, chat, fields));
  const message = world.messaging.messages.get(id);
  if (message?.account === account) return graphAnswer(c, readMessageNode(caller, message, fields));
  if (!isOwnId(account, id)) throw unknownObject(c.req.method, id);
  checkPermission(caller, 'read');
  return graphAnswer(c, instagramNode(world, account, 'login', fields));
}
