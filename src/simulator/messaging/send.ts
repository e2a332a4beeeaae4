import type { Context } from 'hono';
import type { z } from 'zod';
import type { Fault } from '../faults.ts';
import { graphAnswer, refusalAnswer } from '../graph/answer.ts';
import type { Fields } from '../graph/state.ts';
import { runAll, type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { acceptMessage } from './accept.ts';
import { checked } from './bodies/issues.ts';
import { instagramAction, linkedBody, loginBody, messengerAction, messengerBody } from './bodies/message.ts';
import { refused } from './errors.ts';
import { filesIn } from './outgoing-files.ts';
import { checkPermission, checkStanding, countCall, noteAccount, type Sender } from './sender.ts';
import { act } from './sender-action.ts';

/** `POST /{id}/messages` of an account that is known by now: a message, or a sender action. */
export function send(
  c: Context<SimulatorEnv>,
  world: World,
  sender: Sender,
  body: Fields,
): Promise<Response> {
  noteAccount(c, sender.account);
  checkPermission(sender, 'send');
  checkStanding(sender);
  const accept = async (): Promise<Response> => {
    countCall(c, world, sender);
    if ('sender_action' in body) return graphAnswer(c, action(world, sender, body));
    const accepted = await message(world, sender, body);
    c.get('afterwards').push(accepted.afterwards);
    return graphAnswer(c, accepted.answer);
  };
  // Signs of life are no messages; a reaction is one.
  const isSign = typeof body.sender_action === 'string' && !body.sender_action.endsWith('react');
  return strike(c, world, isSign ? 'other' : 'send', {
    refuse: (fault) => refuse(c, fault, accept),
    accept,
  });
}

// "Invalid JSON reply": the message was sent all the same.
const sentAllTheSame = '1/1357046';

async function refuse(
  c: Context<SimulatorEnv>,
  fault: Fault,
  accept: () => Promise<Response>,
): Promise<Response> {
  if (fault.code === sentAllTheSame) {
    await accept();
    void runAll(c.get('afterwards').splice(0));
  }
  return refusalAnswer(c, refused(String(fault.code), undefined, fault.transient));
}

function message(world: World, sender: Sender, raw: Fields): ReturnType<typeof acceptMessage> {
  const body = checked(bodySchema(sender), raw);
  const isHeavy = filesIn(body).some((one) => one.type === 'audio' || one.type === 'video');
  takeRate(world, sender, isHeavy);
  return acceptMessage(world, sender, body);
}

function bodySchema({ account, route }: Sender): typeof messengerBody | typeof loginBody | typeof linkedBody {
  if (account.platform === 'messenger') return messengerBody;
  return route === 'login' ? loginBody : linkedBody;
}

function action(world: World, sender: Sender, raw: Fields): Fields {
  if ('message' in raw) throw refused('100/2018014');
  takeRate(world, sender, false);
  const schema: z.ZodType<z.infer<typeof messengerAction>> =
    sender.account.platform === 'messenger' ? messengerAction : instagramAction;
  return act(world, sender, checked(schema, raw));
}

// https://developers.facebook.com/docs/messenger-platform/send-messages/rate-limiting
const heavyPerSecond = 10;

/** Calls per second of one account; audio and video have a smaller rate of their own. */
function takeRate(world: World, { account }: Sender, isHeavy: boolean): void {
  const perSecond = isHeavy ? Math.min(heavyPerSecond, account.throughput) : account.throughput;
  const name = `${isHeavy ? 'heavy' : 'light'}:${account.id}`;
  if (!world.buckets.take(name, { capacity: perSecond, per_second: perSecond })) throw refused('613');
}
