import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { erasureOf } from '../../src/database/erase-workspace.ts';
import type { MediaRow } from '../../src/database/schema.ts';
import { arrivalKind } from '../../src/media/arrival.ts';
import { forgetStaleCopies, MediaCopies, storeCopies } from '../../src/media/copies.ts';
import { lostFailure } from '../../src/media/failures.ts';
import { noteUses, removeBytes, removeReceivedMedia, removeSentMedia } from '../../src/media/removal.ts';
import { Spool } from '../../src/media/spool.ts';
import { DiskStorage } from '../../src/media/storage/disk.ts';
import { tidyMedia } from '../../src/media/upkeep.ts';
import { keepUpload } from '../../src/media/uploads.ts';
import { whatsapp } from '../../src/platforms/whatsapp/index.ts';
import { databaseKinds } from '../databases.ts';
import { mediaLinks } from '../media-links.ts';
import { platformAccount } from '../platform-account.ts';
import { openStage, type Stage } from './reading-stage.ts';
import { conversationRow, messageRow } from './rows.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
const north = { workspace_id: 'north', account_id: 'north-account' };

describe.each(databaseKinds)('media on $kind', ({ create }) => {
  let stage: Stage;
  let folder: string;
  let storage: DiskStorage;
  let spool: Spool;

  beforeEach(async () => {
    stage = await openStage(await create());
    folder = mkdtempSync(join(tmpdir(), 'parley-media-'));
    storage = new DiskStorage(join(folder, 'kept'));
    spool = new Spool(join(folder, 'incoming'));
  });

  afterEach(async () => {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const row = (given: Partial<MediaRow>): MediaRow => ({
    ...{ ...north, id: 'm1', message_id: null, position: 0, platform_media_id: null, url: null },
    ...{ mime_type: null, size: null, sha256: null, file_name: null, status: 'pending' },
    ...{ failure: null, ready_at: null, created_at: 0, ...given },
  });

  /** A message with one picture of each id, as it came. */
  async function receive(message: string, ...ids: string[]): Promise<void> {
    const items = ids.map((media_id) => ({ media_id, status: 'pending', url: null }));
    const content = JSON.stringify({ type: 'image', items });
    await stage.database.transaction(async (transaction) => {
      const ours = { ...north, id: message, conversation_id: 'c1', seq: 1 };
      await transaction.insert('messages', [messageRow({ ...ours, content_type: 'image', content })]);
      const part = { workspace_id: 'north', message_id: message, position: 0, content };
      await transaction.insert('message_parts', [
        { ...part, platform_message_id: message, quote_token: null, status: 'received', updated_at: 0 },
      ]);
      await transaction.insert(
        'media',
        ids.map((id) => row({ id, message_id: message })),
      );
    });
  }

  async function keep(id: string, content = 'picture'): Promise<{ size: number; sha256: string }> {
    const path = join(folder, id);
    writeFileSync(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await storage.put(`north/${id}`, { path });
    return { size: content.length, sha256 };
  }

  const links = () => mediaLinks({ now: stage.clock.now });
  const find = (id: string) =>
    stage.database.read.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst();
  const isKept = (id: string) => existsSync(storage.pathOf(`north/${id}`));
  const sweep = () => removeBytes(stage.database, storage);
  const contentOf = async (id: string) => {
    const { content } = await stage.database.read
      .selectFrom('messages')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return JSON.parse(content);
  };
  const events = async () => {
    const rows = await stage.database.read.selectFrom('events').selectAll().orderBy('seq').execute();
    return rows.map(({ type, message_id, data }) => ({ type, message_id, ...JSON.parse(data) }));
  };

  async function arrive(id: string, result: { kept: Awaited<ReturnType<typeof keep>> } | 'lost') {
    const found = (await find(id)) ?? row({ id, message_id: 'gone' });
    const kind = arrivalKind(stage.clock.now, links());
    const came =
      result === 'lost' ? { failure: lostFailure } : { kept: { mime_type: 'image/png', ...result.kept } };
    await stage.writer.add(kind, { row: found, platform: 'pigeon', result: came });
  }

  const tidy = (keepMs = 0) =>
    tidyMedia({
      ...{ database: stage.database, writer: stage.writer, clock: stage.clock },
      storage,
      spool,
      keepMs,
    });

  describe('that arrive', () => {
    beforeEach(async () => {
      await stage.database.transaction((transaction) =>
        transaction.insert('conversations', [
          conversationRow({ ...north, id: 'c1', thread_key: 'contact:ann' }),
        ]),
      );
    });

    it('stand in their message and in an event, each in its place', async () => {
      await receive('in', 'm1', 'm2');
      const kept = await keep('m1');
      await arrive('m1', { kept });
      await arrive('m2', 'lost');
      const { items } = await contentOf('in');
      expect(items).toEqual([
        { media_id: 'm1', status: 'ready', mime_type: 'image/png', ...kept, url: null },
        { media_id: 'm2', status: 'failed', url: null },
      ]);
      expect(await events()).toMatchObject([
        {
          type: 'media.ready',
          message_id: 'in',
          media: { type: 'image', url: expect.stringContaining('/m1?') },
        },
        { type: 'media.failed', message_id: 'in', media: { url: null }, error: { code: 'media_gone' } },
      ]);
    });

    it('are announced once, and not after their message was taken away', async () => {
      await receive('in', 'm1', 'm2');
      const kept = await keep('m1');
      await arrive('m1', { kept });
      await arrive('m1', { kept });
      await keep('m2');
      const late = row({ id: 'm2', message_id: 'in' });
      await stage.database.transaction((transaction) =>
        removeReceivedMedia(transaction, [['north', 'in']], stage.clock.now()),
      );
      await sweep();
      // It was being fetched meanwhile.
      const kind = arrivalKind(stage.clock.now, links());
      const second = await keep('m2');
      const result = { kept: { mime_type: 'image/png', ...second } };
      await stage.writer.add(kind, { row: late, platform: 'pigeon', result });
      expect(await events()).toHaveLength(1);
      await sweep();
      expect([isKept('m1'), isKept('m2'), await find('m2')]).toEqual([false, false, undefined]);
    });

    it('are removed when their time is over, and the message says so', async () => {
      await receive('in', 'm1');
      await arrive('m1', { kept: await keep('m1') });
      stage.clock.advance(2 * day);
      await tidy(3 * day);
      expect(isKept('m1')).toBe(true);
      stage.clock.advance(2 * day);
      await tidy(3 * day);
      expect(isKept('m1')).toBe(false);
      expect((await contentOf('in')).items).toMatchObject([{ media_id: 'm1', status: 'failed' }]);
      const gone = await find('m1');
      expect(JSON.parse(gone?.failure ?? '{}')).toMatchObject({ kind: 'expired' });
    });
  });

  describe('that are uploaded', () => {
    async function upload(content = 'invoice'): Promise<MediaRow> {
      const file = await spool.take(Readable.from([Buffer.from(content)]), 100);
      const { database, writer, clock } = stage;
      const given = { workspaceId: 'north', file, mimeType: 'text/plain', fileName: 'a.txt' };
      return keepUpload({ database, writer, clock, storage }, given);
    }

    const sendTo = (message: string, { id }: MediaRow) =>
      stage.database.transaction((transaction) => {
        const content = JSON.stringify({ type: 'file', items: [{ media_id: id }] });
        return noteUses(transaction, { workspace_id: 'north', id: message, content });
      });
    const erase = (message: string) =>
      stage.database.transaction((transaction) =>
        removeSentMedia(transaction, [['north', message]], stage.clock.now()),
      );

    it('go with the last message that shows them', async () => {
      const file = await upload();
      expect(await find(file.id)).toMatchObject({ status: 'ready', size: 7, message_id: null });
      await sendTo('to-ann', file);
      await sendTo('to-bob', file);
      await erase('to-ann');
      expect(await find(file.id)).toBeDefined();
      await erase('to-bob');
      await sweep();
      expect([await find(file.id), isKept(file.id)]).toEqual([undefined, false]);
    });

    it('do not go when they were received and only passed on', async () => {
      await receive('in', 'm1');
      await sendTo('to-bob', row({ id: 'm1' }));
      await erase('to-bob');
      expect(await find('m1')).toBeDefined();
    });

    it('are removed when they were never finished', async () => {
      const unfinished = row({ id: 'm9', account_id: null, created_at: stage.clock.now() });
      await stage.database.transaction((transaction) => transaction.insert('media', [unfinished]));
      await tidy();
      expect(await find('m9')).toBeDefined();
      stage.clock.advance(2 * day);
      await tidy();
      expect(await find('m9')).toBeUndefined();
    });

    it('go with their workspace, bytes and all', async () => {
      const file = await upload();
      await sendTo('to-ann', file);
      const statements = erasureOf('north', 1);
      for (const statement of statements) {
        for (let rows = 1n; rows > 0n; ) {
          const done = await stage.database.transaction(({ query }) => statement.execute(query));
          rows = done.numAffectedRows ?? 0n;
        }
      }
      expect([await find(file.id), isKept(file.id)]).toEqual([undefined, true]);
      await sweep();
      expect(isKept(file.id)).toBe(false);
    });
  });

  describe('as a platform knows them', () => {
    const account = {
      ...platformAccount(
        whatsapp,
        { phone_number_id: '1', business_account_id: '2', access_token: 'x', app_secret: 'x' },
        {},
      ),
      workspaceId: 'north',
    };
    const content = { type: 'image' as const, items: [{ media_id: 'm1' }] };
    const text = JSON.stringify(content);
    const load = () =>
      stage.database.transaction((transaction) =>
        MediaCopies.load(transaction, [['north', text]], stage.clock.now()),
      );
    const store = (platform_media_id: string, given = {}) =>
      stage.database.transaction((transaction) => {
        const created_at = stage.clock.now();
        const key = { workspace_id: 'north', media_id: 'm1', account_id: account.id, type: 'image' };
        return storeCopies(transaction, [
          { ...key, platform_media_id, created_at, expires_at: created_at + day, ...given },
        ]);
      });

    it('are named by its ids, the newest, until shortly before they end', async () => {
      expect((await load()).missing(account, content)).toEqual([{ media_id: 'm1', type: 'image' }]);
      await store('1');
      await store('2');
      const copies = await load();
      expect(copies.missing(account, content)).toEqual([]);
      expect(copies.inContent(account, content)).toEqual({
        type: 'image',
        items: [{ platform_media_id: '2' }],
      });
      stage.clock.advance(23 * hour);
      expect((await load()).missing(account, content)).toHaveLength(1);
    });

    it('are not those of another account, nor of another type of message', async () => {
      await store('1', { account_id: 'another' });
      await store('2', { type: 'file' });
      expect((await load()).missing(account, content)).toHaveLength(1);
    });

    it('are forgotten when it does not know them any more, unless they are too young for that', async () => {
      const forget = () =>
        stage.database.transaction((transaction) =>
          forgetStaleCopies(transaction, account, [text], stage.clock.now()),
        );
      await store('1');
      expect(await forget()).toBe(false);
      stage.clock.advance(hour);
      expect(await forget()).toBe(true);
      expect((await load()).missing(account, content)).toHaveLength(1);
    });
  });
});
