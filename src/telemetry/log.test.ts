import { describe, expect, it } from 'vitest';
import { createLogger } from './log.ts';

function capture() {
  const lines: string[] = [];
  return { log: createLogger('debug', { write: (line) => void lines.push(line) }), lines };
}

const secret = 'EAAGm0PX4ZCpsBAKZC|s3cr3t-_.x';
const encoded = Buffer.from(secret).toString('base64');

describe('createLogger', () => {
  it.each([
    'access_token',
    'page_access_token',
    'channel_access_token',
    'channelAccessToken',
    'channel_secret',
    'app_secret',
    'appsecret_proof',
    'verify_token',
    'hub.verify_token',
    'authorization',
    'Authorization',
    'x-hub-signature',
    'credentials',
    'secret',
    'secrets',
    'password',
    'token',
    'key',
    'api_key',
    'set-cookie',
  ])('hides the field %s at any depth, whatever it holds', (name) => {
    const { log, lines } = capture();
    log.info({ [name]: secret, list: [{ deep: { [name]: { inside: [secret] } } }] }, 'connected');
    log.child({ [name]: secret }).info('connected');
    log
      .child({})
      .child({ outer: { [name]: [secret] } })
      .info('connected');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).toContain('connected');
    expect(lines.join('')).not.toContain(secret);
  });

  it.each([
    `Authorization: Bearer ${secret}`,
    `authorization: Basic ${encoded}`,
    `GET https://graph.example/me?fields=id&access_token=${secret}&limit=1`,
    `grant_type=client_credentials&client_secret=${secret}`,
    `https://model.example/v1?key=${secret}`,
    `got {"access_token":"${secret}","n":1}`,
    `got ${JSON.stringify(JSON.stringify({ channel_secret: secret }))}`,
    `got { token: 'x', 'app_secret': '${secret}' }`,
    'connect to postgres://parley:EAAGm0PX4ZCpsBAKZC|s3cr3t-_.x@db:5432/parley failed',
    `Malformed access token ${secret}`,
  ])('hides secrets inside the text %s', (text) => {
    const { log, lines } = capture();
    const error = Object.assign(new Error(text, { cause: new Error(text) }), {
      config: { headers: { authorization: secret } },
    });
    log.warn(text);
    log.warn('said: %s', text);
    log.warn({ answer: { message: text } });
    log.error(error);
    log.error({ err: error }, 'failed');
    expect(lines).toHaveLength(5);
    expect(lines.join('')).toContain('[redacted]');
    expect(lines.join('')).not.toContain(secret);
    expect(lines.join('')).not.toContain(encoded);
  });

  it('reads a long text in one pass', () => {
    const { log, lines } = capture();
    const long = 'token-a.'.repeat(100_000);
    log.info({ long }, 'long');
    expect(JSON.parse(lines[0] ?? '').long).toBe(long);
  }, 2000);

  it('leaves the rest readable', () => {
    const { log, lines } = capture();
    log.info(
      { account_id: 'a1', dedupe_key: 'wamid.1', total_tokens: 12, token: null },
      'key takeaways: none',
    );
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      account_id: 'a1',
      dedupe_key: 'wamid.1',
      total_tokens: 12,
      token: null,
      msg: 'key takeaways: none',
    });
  });

  it('keeps the stack of an error', () => {
    const { log, lines } = capture();
    log.error({ err: new TypeError('no') }, 'failed');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
      type: 'TypeError',
      stack: expect.stringContaining('log.test.ts'),
    });
  });
});
