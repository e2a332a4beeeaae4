import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContentOf, OutboundContent, OutboundContentType } from '../src/conversations/content.ts';
import { failureKinds } from '../src/errors.ts';
import type { CareInput } from '../src/platforms/account-care.ts';
import type { Dialogue, Reply } from '../src/platforms/dialogue.ts';
import type { InboundItem } from '../src/platforms/item.ts';
import type { Platform } from '../src/platforms/platform.ts';

/**
 * What any platform must hold, whatever it is: run over the whole list by `platforms.test.ts`, so a new
 * platform is judged by it without a line of its own.
 */
export function platformContract(platform: Platform, others: readonly Platform[]): void {
  describe(`${platform.title} as a platform`, () => {
    describe('in', () => {
      readsItsFixtures(platform);
      verifiesSignatures(platform, others);
    });
    describe('out', () => sends(platform));
    describe('itself', () => {
      isData(platform);
      describesItsCredentials(platform);
    });
    describe('errors', () => explainsErrors(platform));
    describe('care', () => survivesFailures(platform));
  });
}

const account = { external_id: '170000000000001', secret: 'the secret of the app' };
const now = Date.UTC(2026, 10, 1, 12);

function readsItsFixtures(platform: Platform): void {
  const folder = join(import.meta.dirname, '../src/platforms', platform.name, 'fixtures');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  it('has fixtures', () => expect(names.length).toBeGreaterThan(3));

  it.each(names)('reads %s, again the same, and changes nothing in it', (name) => {
    const body: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const before = structuredClone(body);
    const parsed = platform.parse(body);
    expect(body).toEqual(before);
    expect(platform.parse(structuredClone(body))).toEqual(parsed);
    // Some hold items that are broken on purpose; each is named, and the others are read.
    for (const { path, message } of parsed.problems) expect([path, message].join(' ')).toMatch(/\w+.* \w/);
    for (const item of parsed.items) expectItem(item);
    expect(JSON.parse(JSON.stringify(parsed.items))).toEqual(parsed.items);
  });

  it.each([null, [], 'text', 7, {}, { entry: {} }, { entry: [null, 7] }, { events: [null] }])(
    'throws at nothing, not even at %j',
    (body) => {
      const { items } = platform.parse(body);
      expect(items).toEqual([]);
      expect(platform.candidates(body)).toEqual([]);
    },
  );
}

function expectItem(item: InboundItem): void {
  expect(item.key).toMatch(/\S/);
  expect(Number.isInteger(item.occurred_at) && item.occurred_at >= 0).toBe(true);
  expect(item.raw).toBeDefined();
  if (item.account !== undefined) expect(item.account).toMatch(/\S/);
  const person = 'person' in item ? item.person : undefined;
  for (const { kind, value } of person?.identities ?? [])
    expect([typeof kind, typeof value]).toEqual(['string', 'string']);
}

function verifiesSignatures(platform: Platform, others: readonly Platform[]): void {
  const { body, headers } = platform.samplePayload(account, now);
  const bytes = new TextEncoder().encode(body);
  const verify = (changed: Uint8Array, given: Record<string, string>, secrets: readonly string[]) =>
    platform.verify(changed, new Headers(given), secrets);

  it('takes its own signature, also with an older secret beside it', () => {
    expect(verify(bytes, headers, [account.secret])).toBe(true);
    expect(verify(bytes, headers, ['a newer one', account.secret])).toBe(true);
    expect(Object.keys(headers)).toEqual(expect.arrayContaining([...platform.signatureHeaders]));
  });

  it('refuses any other', () => {
    expect(verify(bytes, headers, ['another secret'])).toBe(false);
    expect(verify(bytes, headers, [])).toBe(false);
    expect(verify(bytes, headers, [''])).toBe(false);
    expect(verify(bytes, {}, [account.secret])).toBe(false);
    const [name = ''] = platform.signatureHeaders;
    for (const wrong of ['', 'sha256=', 'x', `${headers[name]} `, headers[name]?.slice(0, -1) ?? '']) {
      // Whitespace around a header value is not part of it.
      if (wrong.trim() === headers[name]) continue;
      expect(verify(bytes, { ...headers, [name]: wrong }, [account.secret])).toBe(false);
    }
    for (const index of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = bytes.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(verify(changed, headers, [account.secret])).toBe(false);
    }
  });

  it('makes a sample that its own parser reads, another one each time', () => {
    const { items, problems } = platform.parse(JSON.parse(body));
    expect(problems).toEqual([]);
    expect(items).toMatchObject([{ kind: 'message', direction: 'in', occurred_at: now }]);
    if (platform.account.routing === 'payload') {
      expect(items[0]?.account).toBe(account.external_id);
      expect(platform.candidates(JSON.parse(body))).toContain(account.external_id);
    }
    const later = platform.parse(JSON.parse(platform.samplePayload(account, now + 1000).body));
    expect(later.items[0]?.key).not.toBe(items[0]?.key);
  });

  it('knows its own webhooks from those of others', () => {
    expect(platform.recognises(JSON.parse(body))).toBe(true);
    for (const other of others) {
      expect(other.recognises(JSON.parse(body))).toBe(false);
    }
  });

  it('answers a handshake only with token and challenge', () => {
    const { challenge } = platform;
    if (!challenge) return;
    const query = { 'hub.mode': 'subscribe', 'hub.verify_token': 'token', 'hub.challenge': '1158201444' };
    expect(challenge(new URLSearchParams(query))).toEqual({ token: 'token', challenge: '1158201444' });
    for (const name of Object.keys(query)) {
      const { [name as keyof typeof query]: _, ...rest } = query;
      expect(challenge(new URLSearchParams(rest))).toBeNull();
    }
  });
}

/** One content of each type, as simple as it gets. */
const contents: { [T in OutboundContentType]: ContentOf<T> & OutboundContent } = {
  text: { type: 'text', text: 'Hello' },
  image: { type: 'image', items: [{ url: 'https://files.test/a.png', mime_type: 'image/png', size: 1000 }] },
  video: {
    type: 'video',
    items: [
      {
        url: 'https://files.test/a.mp4',
        mime_type: 'video/mp4',
        size: 1000,
        preview_url: 'https://files.test/a.jpg',
      },
    ],
  },
  audio: {
    type: 'audio',
    items: [{ url: 'https://files.test/a.m4a', mime_type: 'audio/mp4', size: 1000, duration_ms: 1000 }],
  },
  file: {
    type: 'file',
    items: [
      { url: 'https://files.test/a.pdf', mime_type: 'application/pdf', size: 1000, file_name: 'a.pdf' },
    ],
  },
  sticker: {
    type: 'sticker',
    items: [{ url: 'https://files.test/a.webp', mime_type: 'image/webp', size: 1000 }],
  },
  location: { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Shop', address: 'Road 1' },
  contacts: { type: 'contacts', contacts: [{ name: 'Shop', phones: [{ phone: '+6625550100' }] }] },
  choices: {
    type: 'choices',
    text: 'Which?',
    options: [
      { id: 's', title: 'Small' },
      { id: 'l', title: 'Large' },
    ],
  },
  cards: {
    type: 'cards',
    cards: [{ title: 'Blue', text: 'In every size', options: [{ id: 'b', title: 'Take it' }] }],
  },
  template: { type: 'template', name: 'order_ready', language: 'en_US', parameters: ['7'] },
  flow: { type: 'flow', text: 'Book a table', button: 'Book', flow_id: '1', screen: 'BOOKING' },
  products: { type: 'products', text: 'New', catalog_id: '1', products: [{ id: 'sku-1' }] },
  reaction: { type: 'reaction', emoji: '👍', to: 'mid.1' },
  native: { type: 'native', body: { type: 'text', text: 'Hello' } },
};

const care: CareInput<unknown> = {
  credentials: {},
  secrets: [account.secret],
  settings: {},
  external_id: account.external_id,
  now,
};

/** The same in other words, for what each platform has in a form of its own. */
const variants: readonly OutboundContent[] = [
  { type: 'native', body: { message: { text: 'Hello' } } },
  { type: 'native', body: { type: 'text', text: { body: 'Hello' } } },
  { type: 'sticker', items: [{ url: 'https://files.test/a.png', mime_type: 'image/png', size: 1000 }] },
];

function sends(platform: Platform): void {
  const { send, abilities, settings } = platform;
  const defaults = Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [key, setting.default]),
  );

  it.each(Object.values(contents))('does with $type what its abilities say', (content) => {
    const all = [content, ...variants.filter(({ type }) => type === content.type)].map(send.fit);
    if (abilities.content[content.type] === 'refused') {
      for (const fitted of all) {
        expect(fitted).toMatchObject({
          ok: false,
          reason: expect.stringMatching(/\w/),
          fix: expect.stringMatching(/\w/),
        });
      }
    } else expect(all).toContainEqual(expect.objectContaining({ ok: true }));
  });

  it('makes requests that can be stored: plain data without secrets, to a host from the settings', () => {
    const credentials = everyCredential(platform);
    for (const content of [...Object.values(contents), ...variants]) {
      const fitted = send.fit(content);
      if (!fitted.ok) continue;
      for (const part of fitted.parts) {
        const { request, takes } = send.prepare({
          credentials,
          settings: defaults,
          external_id: account.external_id,
          recipient: { thread: { kind: 'direct' }, identities: [platform.account.identityOf('66810000001')] },
          parts: [{ content: part }],
          attempt_id: '01a20a79-660e-7000-8000-000000000001',
        });
        expect(takes).toBe(1);
        expect(Object.keys(settings)).toContain(request.base);
        expect(request.path).toMatch(/^\//);
        expect(request.authorised).toBeUndefined();
        expect(JSON.parse(JSON.stringify(request))).toEqual(request);
        expect(JSON.stringify(request)).not.toContain(secretMark);
      }
    }
  });

  it('authorises with what the credentials hold', () => {
    const credentials = everyCredential(platform);
    const { headers } = send.authorise({
      credentials,
      access_token: `${secretMark}-short`,
      secrets: [account.secret],
      settings: defaults,
    });
    expect(headers.authorization).toContain(secretMark);
  });

  it.each([
    [500, '<html>'],
    [200, ''],
    [502, null],
  ])('is not sure of a send that is answered %i with %j', (status, body) => {
    const request = { method: 'POST' as const, base: 'any', path: '/any', headers: {}, body: {} };
    const answer = { status, headers: {}, body };
    const result = send.interpret(request, answer, false);
    // Where the answer names no ids, 200 is enough.
    if (result.ok) expect([status, result.message_ids]).toEqual([200, []]);
    else expect(result).toMatchObject({ uncertain: true });
  });
}

const secretMark = 'SECRET-VALUE';

/** Credentials with every field of the first way to connect; secret ones can be told. */
export function everyCredential(platform: Platform): unknown {
  const fields = platform.care.ways[0]?.fields ?? [];
  const given = Object.fromEntries(
    fields.map(({ name, secret }) => [name, secret ? `${secretMark}-${name}` : account.external_id]),
  );
  const parsed = platform.credentials.safeParse(given);
  expect(parsed.error?.issues ?? []).toEqual([]);
  return platform.account.withoutSecrets(parsed.data);
}

function isData(platform: Platform): void {
  it('has a plain name, and titles for people', () => {
    expect(platform.name).toMatch(/^[a-z]+$/);
    expect(platform.title).toMatch(/^[A-Z]/);
    for (const alias of platform.aliases) expect(alias).toMatch(/^[a-z]+$/);
  });

  it('says limits, abilities and settings as data', () => {
    const { limits, abilities, settings, defaultEvents } = platform;
    const data = { limits, abilities, settings, defaultEvents };
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(Object.keys(abilities.content).sort()).toEqual(Object.keys(contents).sort());
    expect(abilities.receipts[0]).toBe('sent');
    expect(defaultEvents.length).toBeGreaterThan(0);
    expect(new Set(defaultEvents).size).toBe(defaultEvents.length);
    for (const { capacity, per_second } of [limits.account_rate, limits.pair_rate ?? limits.account_rate]) {
      expect(capacity).toBeGreaterThanOrEqual(1);
      expect(per_second).toBeGreaterThan(0);
    }
    for (const count of [
      limits.messages_per_request,
      limits.concurrency,
      limits.text_length,
      limits.max_age_ms,
    ]) {
      expect(count).toBeGreaterThan(0);
    }
    for (const { env, help } of Object.values(settings)) {
      expect(env).toMatch(/^PARLEY_[A-Z_]+$/);
      expect(help).toMatch(/\.$/);
    }
  });
}

function describesItsCredentials(platform: Platform): void {
  it.each(platform.care.ways ?? [])('is connected by the fields of "$name"', ({ fields }) => {
    const given = Object.fromEntries(fields.map(({ name }) => [name, '170000000000001']));
    const required = Object.fromEntries(
      fields.filter(({ optional }) => !optional).map(({ name }) => [name, '170000000000001']),
    );
    for (const values of [given, required]) {
      const parsed = platform.credentials.safeParse(values);
      expect(parsed.error?.issues ?? []).toEqual([]);
      // Nothing that is asked for is thrown away.
      expect(Object.keys(parsed.data ?? {}).sort()).toEqual(Object.keys(values).sort());
      const secrets = platform.account.signingSecrets(parsed.data);
      expect(secrets.length).toBeGreaterThan(0);
      const stored = platform.account.withoutSecrets(parsed.data);
      const again = platform.credentials.safeParse({
        ...Object(stored),
        ...platform.account.secretFields(secrets),
      });
      expect(platform.account.signingSecrets(again.data)).toEqual(secrets);
    }
    for (const { name } of fields.filter(({ optional }) => !optional)) {
      const { [name]: _, ...rest } = required;
      expect(platform.credentials.safeParse(rest).success).toBe(false);
    }
    for (const { where, title } of fields)
      expect([where, title]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
  });

  it('names at least one way to be connected', () => {
    expect(platform.care.ways.length).toBeGreaterThan(0);
  });
}

function explainsErrors(platform: Platform): void {
  const bodies = [
    null,
    '',
    '<html>',
    [],
    {},
    { error: null },
    { error: 'x' },
    { error: {} },
    { message: 'No' },
    { error: { code: 999_999, message: 'No' } },
  ];
  const statuses = [undefined, 400, 401, 403, 404, 408, 409, 413, 429, 500, 503];

  it('lists every error once, with a cause, a fix and the page that says so', () => {
    const names = platform.errors.flatMap(({ codes, when = {} }) =>
      codes.map((code) => `${code} ${JSON.stringify(when)}`),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const { kind, cause, fix, url } of platform.errors) {
      expect(failureKinds).toContain(kind);
      for (const words of [cause, fix]) expect(words).toMatch(/^[A-Z].*\.$/);
      expect(url).toMatch(/^https:\/\/developers\./);
    }
    expect(JSON.parse(JSON.stringify(platform.errors))).toEqual(platform.errors);
  });

  it('explains whatever comes, in words', () => {
    for (const status of statuses) {
      for (const body of bodies) {
        const failure = platform.explainError({ body, ...(status !== undefined && { status }) });
        expect(failureKinds).toContain(failure.kind);
        for (const words of [failure.code, failure.cause, failure.fix]) expect(words).toMatch(/\w/);
      }
    }
  });

  it('tells a limit, an outage and bad credentials apart by the status alone', () => {
    const kindOf = (status: number) => platform.explainError({ status, body: '' }).kind;
    expect([500, 503, 401].map(kindOf)).toEqual(['temporary', 'temporary', 'credentials']);
    // Some platforms give it for one recipient only.
    expect(kindOf(429)).toMatch(/_limited$/);
  });
}

/** Runs a dialogue with the same reply to everything; answers what it returns. */
function answerAll<Result>(dialogue: Dialogue<Result>, reply: Reply): Result {
  let step = dialogue.next();
  for (let count = 0; !step.done; count++) {
    expect(count).toBeLessThan(30);
    step = dialogue.next(reply);
  }
  return step.value;
}

function survivesFailures(platform: Platform): void {
  const failure = {
    kind: 'temporary' as const,
    code: 'ECONNREFUSED',
    message: '',
    cause: 'Not reached.',
    fix: 'Wait.',
  };
  const refusal: Reply = { ok: false, status: null, failure };
  const empty: Reply = { ok: true, status: 200, headers: {}, body: {} };
  const wish = {
    callback_url: 'https://hub.test/webhook',
    verify_token: 'token',
    fields: platform.defaultEvents,
  };

  it('says that nothing works when the platform cannot be reached', () => {
    const looks = platform.care;
    if (!looks) return;
    const input = { ...care, credentials: everyCredential(platform) };
    const report = answerAll(looks.validateCredentials(input), refusal);
    expect(report.valid).toBe(false);
    expect(report.problems[0]).toMatchObject({ kind: 'temporary' });
    expect(answerAll(looks.accountInfo(input), refusal)).toMatchObject({ kind: 'temporary' });
    const state = answerAll(looks.webhookState(input), refusal);
    expect(state.subscribed).not.toBe(true);
    expect(state.problems.length).toBeGreaterThan(0);
    const setup = answerAll(looks.setupWebhook(input, wish), refusal);
    expect(setup.success).toBe(false);
    expect(setup.steps.some(({ done }) => !done)).toBe(true);
  });

  it('makes nothing up when the platform answers nothing', () => {
    const looks = platform.care;
    if (!looks) return;
    const input = { ...care, credentials: everyCredential(platform) };
    expect(answerAll(looks.validateCredentials(input), empty).permissions?.granted ?? []).toEqual([]);
    const info = answerAll(looks.accountInfo(input), empty);
    if (!('kind' in info)) {
      expect(info).toMatchObject({
        page_name: null,
        follower_count: null,
        avatar_url: null,
        verification_status: null,
      });
    }
    expect(answerAll(looks.webhookState(input), empty).fields).toEqual([]);
    const profile = looks.contactProfile;
    if (profile) {
      const contact = { identities: [platform.account.identityOf('U'.padEnd(33, '1'))] };
      expect(answerAll(profile(input, contact), empty)).toEqual({});
      expect(answerAll(profile(input, contact), refusal)).toMatchObject({ kind: 'temporary' });
    }
  });
}
