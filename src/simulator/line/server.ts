import { type Context, Hono } from 'hono';
import { recordTraffic, type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { answerError, answerUnknownPath, refusalAnswer, withRequestId } from './answer.ts';
import { authorise } from './auth.ts';
import { getContent, getPreview, getTranscoding } from './content.ts';
import { markAsRead, startLoading } from './presence.ts';
import {
  botInfo,
  consumption,
  followerInsight,
  followers,
  groupSummary,
  leave,
  memberCount,
  memberIds,
  memberProfile,
  profile,
  quota,
} from './profiles.ts';
import { refuseRetryKey } from './retry-keys.ts';
import { broadcast, faultRefusal, multicast, push, reply, validate } from './send.ts';
import { getEndpoint, putEndpoint, testEndpoint } from './settings-api.ts';
import { issueByAssertion, issueShortLived, issueStateless, revoke, verify } from './tokens.ts';

/** `api.line.me`. */
export function lineServer(world: World): Hono<SimulatorEnv> {
  const app = baseServer(world);
  app.post('/v2/bot/message/reply', (c) => reply(c, world));
  app.post('/v2/bot/message/push', (c) => push(c, world));
  app.post('/v2/bot/message/multicast', (c) => multicast(c, world));
  app.post('/v2/bot/message/broadcast', (c) => broadcast(c, world));
  app.post(
    '/v2/bot/message/validate/:way{reply|push|multicast|narrowcast|broadcast}',
    ordinary(world, validate),
  );
  app.get('/v2/bot/message/quota', ordinary(world, quota));
  app.get('/v2/bot/message/quota/consumption', ordinary(world, consumption));
  app.get('/v2/bot/info', ordinary(world, botInfo));
  app.get('/v2/bot/profile/:userId', ordinary(world, profile));
  app.get('/v2/bot/followers/ids', ordinary(world, followers));
  app.get('/v2/bot/insight/followers', ordinary(world, followerInsight));
  app.get('/v2/bot/group/:id/summary', ordinary(world, groupSummary));
  for (const kind of ['group', 'room'] as const) {
    app.get(
      `/v2/bot/${kind}/:id/members/count`,
      ordinary(world, (c) => memberCount(c, world, kind)),
    );
    app.get(
      `/v2/bot/${kind}/:id/members/ids`,
      ordinary(world, (c) => memberIds(c, world, kind)),
    );
    app.get(
      `/v2/bot/${kind}/:id/member/:userId`,
      ordinary(world, (c) => memberProfile(c, world, kind)),
    );
    app.post(
      `/v2/bot/${kind}/:id/leave`,
      ordinary(world, (c) => leave(c, world, kind)),
    );
  }
  app.put('/v2/bot/channel/webhook/endpoint', ordinary(world, putEndpoint));
  app.get('/v2/bot/channel/webhook/endpoint', ordinary(world, getEndpoint));
  app.post('/v2/bot/channel/webhook/test', ordinary(world, testEndpoint));
  app.post('/v2/bot/chat/loading/start', ordinary(world, startLoading));
  app.post('/v2/bot/chat/markAsRead', ordinary(world, markAsRead));
  app.post('/v2/oauth/accessToken', (c) => issueShortLived(c, world));
  app.post('/v2/oauth/verify', (c) => verify(c, world));
  app.post('/v2/oauth/revoke', (c) => revoke(c, world));
  app.post('/oauth2/v3/token', (c) => issueStateless(c, world));
  app.post('/oauth2/v2.1/token', (c) => issueByAssertion(c));
  return app;
}

/** `api-data.line.me`: what customers sent. */
export function lineDataServer(world: World): Hono<SimulatorEnv> {
  const app = baseServer(world);
  app.get('/v2/bot/message/:messageId/content', ordinary(world, getContent));
  app.get('/v2/bot/message/:messageId/content/preview', ordinary(world, getPreview));
  app.get('/v2/bot/message/:messageId/content/transcoding', ordinary(world, getTranscoding));
  return app;
}

function baseServer(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use('*', recordTraffic(world, 'line'));
  app.use('*', withRequestId);
  app.notFound(answerUnknownPath);
  app.onError(answerError);
  return app;
}

type Handler = (c: Context<SimulatorEnv>, world: World) => Response | Promise<Response>;

/** Everything but sending: authorised, and open to faults that strike any call. */
function ordinary(world: World, handle: Handler) {
  return (c: Context<SimulatorEnv>): Promise<Response> => {
    authorise(c, world);
    refuseRetryKey(c.req.header('x-line-retry-key'));
    return strike(c, world, 'other', {
      refuse: (fault) => refusalAnswer(c, faultRefusal(fault.code)),
      accept: async () => handle(c, world),
    });
  };
}
