import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/accounts/account.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import type { TemplateRow } from '../../src/database/schema.ts';
import type { NoticeItem } from '../../src/platforms/item.ts';
import type { Template } from '../../src/platforms/templates.ts';
import { applyTemplateChange } from '../../src/templates/apply-change.ts';
import { storeAll } from '../../src/templates/store.ts';
import { sourceOf } from '../../src/templates/template.ts';
import { databaseKinds } from '../databases.ts';
import { proverOf } from './prover.ts';
import { openStage, type Stage } from './reading-stage.ts';

// Platforms tell whole seconds.
const start = 1_800_000_000_000;
const at = (seconds: number) => start + seconds * 1000;

describe.each(databaseKinds)('stored templates on $kind', ({ create }) => {
  let stage: Stage;
  let account: Account;

  beforeEach(async () => {
    stage = await openStage(await create());
    const { database, writer, sealer, platforms, clock, directory } = stage;
    const accounts = new AccountStore({
      ...{ database, writer, sealer, platforms, clock, directory },
      prove: proverOf(clock),
    });
    account = await connect(accounts, '1');
    await connect(accounts, '2');
  });

  afterEach(() => stage.close());

  async function connect(accounts: AccountStore, phone_number_id: string): Promise<Account> {
    const credentials = { access_token: 't', app_secret: 's', business_account_id: '9', phone_number_id };
    const { id } = await accounts.create('north', { platform: 'whatsapp', name: 'Shop', credentials });
    const connected = stage.directory.get(id);
    if (!connected) throw new Error('It was connected just now.');
    return connected;
  }

  const template = (more: Partial<Template> = {}): Template => ({
    ...{ external_id: '71', name: 'offer', language: 'en', category: 'UTILITY', status: 'APPROVED' },
    ...{ quality: null, reason: null, parameter_format: 'positional' as const },
    ...{ header: null, body: 'Hello', footer: null, buttons: [], cards: [], limited_time_offer: null },
    ...more,
  });

  function sync(templates: Template[], begun: number) {
    const source = sourceOf(account);
    if (!source) throw new Error('The credentials name the business account.');
    return stage.writer.run((batch) => storeAll(batch, source.group, templates, begun));
  }

  function hear(data: Record<string, unknown>, occurred_at: number) {
    const item: NoticeItem = {
      ...{ kind: 'notice', event: 'template.changed', key: 'k', raw: null, occurred_at },
      data: { message_template_id: '71', ...data },
    };
    return stage.writer.run((batch) => applyTemplateChange(batch, account, item, occurred_at));
  }

  const status = (event: string, time: number, more = {}) =>
    hear({ field: 'message_template_status_update', event, ...more }, time);

  const rows = (): Promise<TemplateRow[]> =>
    stage.database.read.selectFrom('templates').selectAll().orderBy('external_id').execute();
  const jobs = () =>
    stage.database.read.selectFrom('jobs').selectAll().where('kind', '=', 'templates').execute();

  it('are counted as they come, change and go', async () => {
    expect(await sync([template(), template({ external_id: '72' })], at(0))).toEqual({
      ...{ templates: 2, added: 2, changed: 0, gone: 0 },
    });
    expect(await sync([template(), template({ external_id: '72' })], at(10))).toMatchObject({ changed: 0 });
    expect(await sync([template({ body: 'Good day' })], at(20))).toEqual({
      ...{ templates: 1, added: 0, changed: 1, gone: 1 },
    });
    expect((await rows()).map(({ gone_at }) => gone_at)).toEqual([null, at(20)]);
    await sync([template(), template({ external_id: '72' })], at(30));
    expect((await rows()).map(({ gone_at }) => gone_at)).toEqual([null, null]);
  });

  it('follow the latest news, whatever order it comes in', async () => {
    await sync([template()], at(0));
    await status('PAUSED', at(20), { reason: 'SCAM' });
    await status('APPROVED', at(10));
    expect(await rows()).toMatchObject([{ status: 'PAUSED', reason: 'SCAM' }]);
    await status('REINSTATED', at(20));
    expect(await rows()).toMatchObject([{ status: 'APPROVED', reason: null }]);
  });

  it('keep news that a list could not know, and take the rest of the list', async () => {
    await sync([template()], at(0));
    await status('PAUSED', at(20));
    await sync([template({ quality: 'RED' })], at(10));
    expect(await rows()).toMatchObject([{ status: 'PAUSED', quality: 'RED' }]);
    await sync([], at(15));
    expect(await rows()).toMatchObject([{ gone_at: null }]);
    await sync([template()], at(30));
    expect(await rows()).toMatchObject([{ status: 'APPROVED' }]);
  });

  it('are read when a webhook names one that is not known, or tells only a part', async () => {
    const before = (await jobs()).length;
    await status('APPROVED', at(0));
    expect(await jobs()).toHaveLength(before + 1);
    await status('DELETED', at(0));
    expect(await jobs()).toHaveLength(before + 1);
    await sync([template()], at(1));
    await hear({ field: 'message_template_components_update', message_template_element: 'New' }, at(2));
    expect(JSON.parse((await rows())[0]?.components ?? '')).toMatchObject({ body: 'New' });
    expect(await jobs()).toHaveLength(before + 2);
  });
});
