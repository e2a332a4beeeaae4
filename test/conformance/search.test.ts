import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { SearchIndex, type SearchQuery, type SearchText } from '../../src/search/search-index.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';

const collection = 'search_messages' as const;
const texts = [
  ['m1', 'Hello, where is my order AB-12345?', 'account:a'],
  ['m2', 'สวัสดีค่ะ ขอคืนเงินได้ไหมคะ', 'account:a'],
  ['m3', '営業時間を教えてください。水曜日は休みですか', 'account:b'],
  ['m4', '你们几点开门？我想买饮水机', 'account:b'],
  ['m5', 'Thanks! The café near the order desk was lovely.', 'account:b'],
  ['m6', '주문을 취소하고 싶어요', 'account:a'],
] as const;

describe.each(databaseKinds)('full text on $kind', ({ create }) => {
  let place: TestDatabase;
  let database: Database;
  let index: SearchIndex;

  beforeEach(async () => {
    place = await create();
    database = openDatabase(place.url, { pool: 2, onError: () => {} });
    index = new SearchIndex(database);
    await put(
      'north',
      texts.map(([id, text, scope], number) => ({ id, number: number + 1, text, scopes: [scope] })),
    );
  });

  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  const put = (workspaceId: string, rows: SearchText[]) =>
    database.transaction((transaction) => index.index({ transaction, workspaceId }, collection, rows));

  const found = async (query: string, more: Partial<SearchQuery> = {}) => {
    const wanted = { workspaceId: 'north', collection, query, match: 'all', limit: 10, ...more } as const;
    return (await index.search({ order: 'newest', ...wanted })).map(({ id }) => id);
  };

  it.each([
    ['order', ['m5', 'm1']],
    ['ORD', ['m5', 'm1']],
    ['my order', ['m1']],
    ['rder', []],
    ['12345', ['m1']],
    ['2345', ['m1']],
    ['ab-123', ['m1']],
    ['cafe', ['m5']],
    ['CAFÉ', ['m5']],
    ['คืนเงิน', ['m2']],
    ['เงิน', ['m2']],
    ['คะ', ['m2']],
    ['เงินคืน', []],
    ['水曜', ['m3']],
    ['時間', ['m3']],
    ['水', ['m4', 'm3']],
    ['饮水', ['m4']],
    ['주문', ['m6']],
    ['ｏｒｄｅｒ ＡＢ', ['m1']],
    ['?!', []],
    ['"', []],
    ["a' OR b*", []],
  ])('finds by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('narrows by scopes, one of each group', async () => {
    expect(await found('order', { scopes: [['account:a']] })).toEqual(['m1']);
    expect(await found('order', { scopes: [['account:a', 'account:b']] })).toEqual(['m5', 'm1']);
    expect(await found('order', { scopes: [['account:a'], ['account:b']] })).toEqual([]);
  });

  it('shows nobody the texts of another workspace', async () => {
    await put('south', [{ id: 's1', number: 100, text: 'An order of theirs', scopes: [] }]);
    expect(await found('order')).toEqual(['m5', 'm1']);
    expect(await found('order', { workspaceId: 'south' })).toEqual(['s1']);
    expect(await found('order', { match: 'any', order: 'relevance' })).not.toContain('s1');
  });

  it('goes on below a number, and behind what was shown', async () => {
    expect(await found('order', { limit: 1 })).toEqual(['m5']);
    expect(await found('order', { limit: 1, below: 5 })).toEqual(['m1']);
    const [best] = await found('order', { order: 'relevance', limit: 1 });
    const [second] = await found('order', { order: 'relevance', limit: 1, skip: 1 });
    expect([best, second].sort()).toEqual(['m1', 'm5']);
  });

  it('puts what holds more of a question, and rarer words of it, first', async () => {
    await put('north', [
      {
        id: 'k1',
        number: 11,
        text: 'The shop is in the old town, on the river, near the bridge.',
        scopes: [],
      },
      { id: 'k2', number: 12, text: 'Parking is free on Sundays.', scopes: [] },
      { id: 'k3', number: 13, text: 'ร้านเปิดเวลาเก้าโมงเช้าทุกวัน', scopes: [] },
    ]);
    const ask = (query: string) => found(query, { match: 'any', order: 'relevance' });
    expect((await ask('Where is the parking?'))[0]).toBe('k2');
    expect((await ask('ร้านเปิดกี่โมงคะ'))[0]).toBe('k3');
    expect((await ask('what about the bridges'))[0]).toBe('k1');
    expect(await ask('zebra')).toEqual([]);
  });

  it('follows what becomes of a text', async () => {
    const edited = { id: 'm1', number: 1, text: 'Where is my parcel?', scopes: ['account:a'] };
    expect(await put('north', [edited])).toBe(1);
    expect(await put('north', [edited])).toBe(0);
    expect(await found('order')).toEqual(['m5']);
    expect(await found('parcel')).toEqual(['m1']);
    await put('north', [{ ...edited, scopes: ['account:b'] }]);
    expect(await found('parcel', { scopes: [['account:b']] })).toEqual(['m1']);
    await database.transaction((transaction) =>
      index.remove({ transaction, workspaceId: 'north' }, collection, ['m1', 'm2']),
    );
    expect(await found('parcel')).toEqual([]);
    expect(await found('คืนเงิน')).toEqual([]);
  });

  it('takes texts of any length and every character', async () => {
    const long = `${'คืนเงิน order '.repeat(20_000)}`;
    await put('north', [{ id: 'long', number: 50, text: `needle \0 😀 ${long}`, scopes: [] }]);
    expect(await found('needle')).toEqual(['long']);
  });
});
