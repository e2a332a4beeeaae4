import { describe, expect, it } from 'vitest';
import type { ContentOf, MediaItem, Option, OutboundContent } from '../src/conversations/content.ts';
import { outboundContentSchema } from '../src/conversations/content.ts';
import type { ContentLimit, LimitUnit } from '../src/platforms/content-rules.ts';
import type { Platform } from '../src/platforms/platform.ts';
import { everyCredential } from './platforms.contract.ts';

/**
 * What a platform says of its contents must be true: each number of its rules is tried with a content that
 * just fits and with one that does not. Run over the whole list by `platforms.test.ts`.
 */
export function contentRulesContract(platform: Platform): void {
  const { types, general } = platform.content;
  const rows = Object.entries(types).flatMap(([type, { limits }]) =>
    limits.map((limit) => ({ name: nameOf(type, limit), limit })),
  );

  describe(`what ${platform.title} says of contents`, () => {
    it('agrees with its abilities, type by type', () => {
      const shown = Object.entries(types).map(([type, rule]) => [type, rule.shown]);
      expect(Object.fromEntries(shown)).toEqual(platform.abilities.content);
    });

    it('is words and plain data', () => {
      expect(JSON.parse(JSON.stringify(platform.content))).toEqual(platform.content);
      const words = [...Object.values(types).map(({ how }) => how), ...general.map(({ rule }) => rule)];
      for (const sentence of words) expect(sentence).toMatch(/^[A-Z].*\.$/);
      const pages = [
        ...Object.values(types).map(({ page }) => page),
        ...rows.map(({ limit }) => limit.page),
      ].filter((page) => page !== undefined);
      for (const page of pages) expect(page).toMatch(/^https:\/\//);
      for (const { shown, page } of Object.values(types))
        expect(page !== undefined || shown === 'refused').toBe(true);
    });

    it('says each thing once', () => {
      const names = rows.map(({ name, limit }) => `${name} ${limit.unit}`);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    });

    it.each(rows)(
      'is true of $name: $limit.most $limit.least $limit.unit, else $limit.beyond',
      ({ name, limit }) => {
        const probe = probes[name];
        if (probe === undefined) throw new Error(`No probe is written for ${JSON.stringify(name)}.`);
        if (limit.most !== undefined) expectLimit(platform, limit, probe, limit.most, limit.most + 1);
        if (limit.least !== undefined) expectLimit(platform, limit, probe, limit.least, limit.least - 1);
      },
    );
  });
}

function nameOf(type: string, { field, of }: ContentLimit): string {
  return [type, field, of && `(${of})`].filter(Boolean).join(' ');
}

/** A content whose field has this size. */
type Probe = (size: number, unit: LimitUnit) => OutboundContent;

function expectLimit(
  platform: Platform,
  limit: ContentLimit,
  probe: Probe,
  fits: number,
  over: number,
): void {
  const [good, bad] = [fits, over].map((size) => {
    const content = outboundContentSchema.parse(probe(size, limit.unit));
    return { fitted: platform.send.fit(content), shape: shapeOf(platform, content) };
  });
  if (good === undefined || bad === undefined) throw new Error('Two contents were made.');
  expect(good.fitted).toMatchObject({ ok: true });
  expect(bad.fitted.ok).toBe(limit.beyond !== 'refused');
  if (!good.fitted.ok || !bad.fitted.ok) return;
  const notes = [good.fitted.notes.length, bad.fitted.notes.length];
  const parts = [good.fitted.parts.length, bad.fitted.parts.length];
  if (limit.beyond === 'shortened') expect(notes[1]).toBeGreaterThan(notes[0] ?? 0);
  else if (limit.beyond === 'split') expect(parts[1]).toBe((parts[0] ?? 0) + 1);
  else expect(bad.shape).not.toEqual(good.shape);
}

/** The notes, and the names of all that stands in the requests: what differs when something is shown otherwise. */
function shapeOf(platform: Platform, content: OutboundContent): unknown {
  const fitted = platform.send.fit(content);
  if (!fitted.ok) return fitted;
  const settings = Object.entries(platform.settings).map(([name, setting]) => [name, setting.default]);
  const bodies = fitted.parts.map(
    (part) =>
      platform.send.prepare({
        credentials: everyCredential(platform),
        settings: Object.fromEntries(settings),
        external_id: '170000000000001',
        recipient: { thread: { kind: 'direct' }, identities: [platform.account.identityOf('66810000001')] },
        parts: [{ content: part }],
        attempt_id: '01a20a79-660e-7000-8000-000000000001',
      }).request.body,
  );
  return [fitted.notes, bodies.map(skeletonOf)];
}

function skeletonOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(skeletonOf(entry))))];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, skeletonOf(entry)]));
}

/** A text of this length, which is counted otherwise by any other unit. */
function filled(size: number, unit: LimitUnit, beginning = ''): string {
  const last = { characters: '𝒂', graphemes: 'e\u0301', bytes: 'é', items: 'a' }[unit];
  const length = unit === 'characters' || unit === 'bytes' ? 2 : 1;
  const filling = 'a'.repeat(Math.max(0, size - beginning.length - length));
  return size < length ? 'a'.repeat(size) : `${beginning}${filling}${last}`;
}

function address(size: number): string {
  return 'https://files.test/'.padEnd(size, 'a');
}

function options(count: number, first: Partial<Option> = {}): Option[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `option-${index}`,
    title: `Option ${index + 1}`,
    ...(index === 0 && first),
  }));
}

const short = { type: 'choices', text: 'Which?' } as const;
const link = { url: 'https://shop.test/' };
type Choices = ContentOf<'choices'>;

function media(type: 'image' | 'video' | 'audio' | 'file', item: MediaItem): OutboundContent {
  const types = { image: 'image/png', video: 'video/mp4', audio: 'audio/mp4', file: 'application/pdf' };
  const known = { url: 'https://files.test/a', preview_url: 'https://files.test/a.jpg', duration_ms: 1000 };
  return { type, items: [{ ...known, mime_type: types[type], size: 1000, ...item }] };
}

function mediaProbes(type: 'image' | 'video' | 'audio' | 'file'): Record<string, Probe> {
  return {
    [`${type} items[].size`]: (size) => media(type, { size }),
    [`${type} items[].url`]: (size) => media(type, { url: address(size) }),
    [`${type} text`]: (size, unit) => ({ ...media(type, {}), text: filled(size, unit) }) as OutboundContent,
  };
}

const withText =
  (count: number, first: Partial<Option> = {}) =>
  (size: number, unit: LimitUnit): Choices => ({
    ...short,
    text: filled(size, unit),
    options: options(count, first),
  });
const withTitle =
  (count: number, first: Partial<Option> = {}) =>
  (size: number, unit: LimitUnit): Choices => ({
    ...short,
    options: options(count, { ...first, title: filled(size, unit) }),
  });
const withId =
  (count: number) =>
  (size: number, unit: LimitUnit): Choices => ({
    ...short,
    options: options(count, { id: filled(size, unit) }),
  });
const withCount = (size: number): Choices => ({ ...short, options: options(size) });
const withCard = (card: object): OutboundContent =>
  outboundContentSchema.parse({
    type: 'cards',
    cards: [{ title: 'Blue', text: 'Soft', options: options(1), ...card }],
  });

const sideBySide = (cards: number, count: number): OutboundContent => ({
  type: 'cards',
  cards: Array.from({ length: cards }, (_, index) => ({
    title: `Card ${index}`,
    image_url: 'https://files.test/a.png',
    options: options(count).map((option) => ({ ...option, id: `${index}-${option.id}` })),
  })),
});
const form = { type: 'flow', text: 'Book a table', button: 'Book', flow_id: '1' } as const;
const shop = {
  type: 'products',
  ...{ header: 'Shop', text: 'New', catalog_id: '1' },
  products: [{ id: 'sku-1' }, { id: 'sku-2' }],
} satisfies OutboundContent;

/** A way to meet each limit that any platform names. */
const probes: Readonly<Record<string, Probe>> = {
  'text text': (size, unit) => ({ type: 'text', text: filled(size, unit) }),
  ...mediaProbes('image'),
  ...mediaProbes('video'),
  ...mediaProbes('audio'),
  ...mediaProbes('file'),
  'sticker items[].size': (size) => ({
    type: 'sticker',
    items: [{ url: 'https://files.test/a.webp', mime_type: 'image/webp', size }],
  }),
  'location name': (size, unit) => ({
    type: 'location',
    latitude: 1,
    longitude: 1,
    name: filled(size, unit),
  }),
  'location address': (size, unit) => ({
    ...{ type: 'location', latitude: 1, longitude: 1, name: 'Shop' },
    address: filled(size, unit),
  }),
  'contacts contacts': (size) => ({
    type: 'contacts',
    contacts: Array.from({ length: size }, (_, index) => ({ name: `Person ${index}` })),
  }),

  'choices options': withCount,
  'choices options (buttons)': withCount,
  'choices options (list)': withCount,
  'choices options (quick replies)': withCount,
  'choices options (buttons with a link)': (size) => ({ ...short, options: options(size, link) }),
  'choices text (buttons)': withText(2),
  'choices text (list)': withText(4),
  'choices text (quick replies)': withText(5),
  'choices text (buttons with a link)': withText(1, link),
  'choices text (buttons with a header)': (size, unit) => ({ ...withText(2)(size, unit), header: 'Shop' }),
  'choices header': (size, unit) => ({ ...withCount(2), header: filled(size, unit) }),
  'choices header (buttons)': (size, unit) => ({ ...withCount(2), header: filled(size, unit) }),
  'choices footer': (size, unit) => ({ ...withCount(2), footer: filled(size, unit) }),
  'choices options[].title': withTitle(2),
  'choices options[].title (buttons)': withTitle(2),
  'choices options[].title (list)': withTitle(4),
  'choices options[].title (link)': withTitle(1, link),
  'choices options[].description (list)': (size, unit) => ({
    ...short,
    options: options(4, { description: filled(size, unit) }),
  }),
  'choices options[].section (list)': (size, unit) => ({
    ...short,
    options: options(4, { section: filled(size, unit) }),
  }),
  'choices button (list)': (size, unit) => ({ ...withCount(4), button: filled(size, unit) }),
  'choices options[].id': withId(2),
  'choices options[].id (buttons)': withId(2),
  'choices options[].id (list)': withId(4),
  'choices options[].url': (size) => ({ ...short, options: options(1, { url: address(size) }) }),

  'cards cards': (size) => ({
    type: 'cards',
    cards: Array.from({ length: size }, (_, index) => ({
      title: `Card ${index}`,
      text: 'Soft',
      options: options(1, { id: `card-${index}` }),
    })),
  }),
  'cards cards (side by side)': (size) => sideBySide(size, 1),
  'cards cards[].options (side by side)': (size) => sideBySide(2, size),
  'cards cards[].options': (size) => withCard({ options: options(size) }),
  'cards cards[].title': (size, unit) => withCard({ title: filled(size, unit) }),
  'cards cards[].title (cards with a text)': (size, unit) => withCard({ title: filled(size, unit) }),
  'cards cards[].title (cards without text and picture)': (size, unit) =>
    withCard({ title: filled(size, unit), text: undefined }),
  'cards cards[].text': (size, unit) => withCard({ text: filled(size, unit) }),
  'cards cards[].image_url': (size) => withCard({ image_url: address(size) }),
  'cards cards[].options[].title': (size, unit) =>
    withCard({ options: options(1, { title: filled(size, unit) }) }),
  'cards cards[].options[].id': (size, unit) => withCard({ options: options(1, { id: filled(size, unit) }) }),

  'flow button': (size, unit) => ({ ...form, button: filled(size, unit) }),
  'flow header': (size, unit) => ({ ...form, header: filled(size, unit) }),
  'flow footer': (size, unit) => ({ ...form, footer: filled(size, unit) }),
  'flow text': (size, unit) => ({ ...form, text: filled(size, unit) }),
  'products products': (size) => ({
    ...shop,
    products: Array.from({ length: size }, (_, index) => ({ id: `sku-${index}` })),
  }),
  'products products[].section': (size, unit) => ({
    ...shop,
    products: [{ id: 'sku-1', section: filled(size, unit) }, { id: 'sku-2' }],
  }),
  'products header': (size, unit) => ({ ...shop, header: filled(size, unit) }),
  'products footer': (size, unit) => ({ ...shop, footer: filled(size, unit) }),
  'products text': (size, unit) => ({ ...shop, text: filled(size, unit) }),
};
