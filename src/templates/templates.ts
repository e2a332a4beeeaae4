import type { Account, Platforms } from '../accounts/account.ts';
import { careInput, converse } from '../accounts/dialogue.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { ContentOf, OutboundContent } from '../conversations/content.ts';
import type { TemplateRow } from '../database/schema.ts';
import { notFound, Problem, platformRefusal } from '../errors.ts';
import { isFailure } from '../platforms/findings.ts';
import type { RenderedTemplate, TemplateCare, TemplateDraft } from '../platforms/templates.ts';
import { type Asked, judge } from './check.ts';
import { rowsNamed } from './queries.ts';
import { newRow, type SyncCounts, write } from './store.ts';
import { type SyncOptions, syncedAt, syncTemplates } from './sync.ts';
import { sourceOf, type TemplateSource, toTemplate } from './template.ts';

/** What the templates of accounts need. */
export interface TemplateOptions extends SyncOptions {
  directory: AccountDirectory;
  platforms: Platforms;
}

/** What was found of a template before it is sent. */
export interface CheckedTemplate {
  /** What the caller should know. */
  notes: string[];
  /** The body as the person reads it; null where the template is not known. */
  preview: string | null;
}

// Somebody who has just made a template at the platform sends it; one who names a wrong one must not cost a call
// each time.
const freshMs = 60_000;

/** The templates of all accounts: read from the platforms, kept, and checked before they are sent. */
export class Templates {
  readonly #options: TemplateOptions;

  constructor(options: TemplateOptions) {
    this.#options = options;
  }

  /**
   * Checks a template against what its platform has approved.
   *
   * @throws Problem 422 when it cannot be sent like this
   */
  async check(account: Account, content: OutboundContent, place = 'content'): Promise<CheckedTemplate> {
    if (content.type !== 'template' || !account.platform.templates) return { notes: [], preview: null };
    const source = sourceOf(account);
    const known = source && (await syncedAt(this.#options.database, source.group));
    if (!source || known === null) {
      const note = 'The template is not checked beforehand: the templates of this account were never read.';
      return { notes: [note], preview: null };
    }
    const row = await this.#judged(source, { content, place }, known);
    return { notes: [], preview: source.care.render(toTemplate(row), content).body || null };
  }

  async #judged(source: TemplateSource, asked: Asked, synced: number): Promise<TemplateRow> {
    const { database, clock } = this.#options;
    const { name, language } = asked.content;
    const rows = await rowsNamed(database.read, source.group, name);
    const isKnown = rows.some((row) => row.language === language);
    if (isKnown || clock.now() - synced < freshMs) return judge(source, rows, asked);
    // The platform may have it by now; if it cannot be asked, what is known has to do.
    await syncTemplates(this.#options, source);
    return judge(source, await rowsNamed(database.read, source.group, name), asked);
  }

  /** What the person would read. @throws Problem 422 when it cannot be sent like this, 404 when it is not known */
  async preview(account: Account, content: ContentOf<'template'>): Promise<RenderedTemplate> {
    const source = this.source(account);
    const rows = await rowsNamed(this.#options.database.read, source.group, content.name);
    const row = judge(source, rows, { content, place: 'template' });
    return source.care.render(toTemplate(row), content);
  }

  /** Reads all templates of an account now. @throws Problem 502 when the platform does not tell */
  async sync(account: Account): Promise<SyncCounts> {
    const found = await syncTemplates(this.#options, this.source(account));
    if (isFailure(found)) throw platformRefusal(found);
    return found;
  }

  /** Hands a new template in. @throws Problem 502 with the platform's reason */
  async create(account: Account, draft: TemplateDraft): Promise<TemplateRow> {
    const { client, clock, writer } = this.#options;
    const { care, group } = this.source(account);
    const now = clock.now();
    const made = await converse(client, account, care.create(careInput(account, now), draft));
    if (isFailure(made)) throw refusedBy(made);
    const { external_id, status, category, template } = made;
    const { name, language, parameter_format } = draft;
    const row = newRow(
      group,
      {
        ...{ external_id, name, language, category, status },
        quality: null,
        reason: null,
        parameter_format,
        ...template,
      },
      now,
    );
    return writer.run(async ({ transaction }) => {
      const key = ['workspace_id', 'platform', 'group_id', 'external_id'] as const;
      const place = [group.workspace_id, group.platform, group.group_id, external_id] as const;
      // A webhook about it may have been faster, and led to all being read.
      const [known] = await transaction.select('templates', key, [place]);
      if (!known) await transaction.insert('templates', [row]);
      return known ?? row;
    });
  }

  /** Deletes a template at its platform. @throws Problem 409 where that has to be done by hand, 502 as above */
  async remove(account: Account, row: TemplateRow): Promise<void> {
    const { client, clock, writer } = this.#options;
    const { care } = this.source(account);
    if (!care.remove) throw noDeletion(account);
    const now = clock.now();
    const failure = await converse(client, account, care.remove(careInput(account, now), toTemplate(row)));
    if (failure) throw refusedBy(failure);
    await writer.run(async (batch) => {
      const [locked] = await batch.transaction.select(
        'templates',
        ['workspace_id', 'id'],
        [[row.workspace_id, row.id]],
        'lock',
      );
      if (locked)
        await write(batch, [{ ...locked, status: 'DELETED', status_at: now, gone_at: now, updated_at: now }]);
    });
  }

  /** Where the templates of an account are. @throws Problem 409 when it has none */
  source(account: Account): TemplateSource {
    const source = sourceOf(account);
    if (source) return source;
    const { title, templates } = account.platform;
    throw new Problem({
      status: 409,
      code: 'no_templates',
      detail: templates
        ? 'The credentials of the account do not name where its templates are.'
        : `${title} has no message templates.`,
      fix: templates
        ? 'Give business_account_id in the credentials of the account.'
        : 'Use an account of another platform.',
    });
  }

  /** What the platform of a row knows of templates. */
  careOf({ platform }: TemplateRow): TemplateCare | undefined {
    return this.#options.platforms.get(platform)?.templates;
  }

  /** The accounts that send what this row holds. */
  accountsOf({ workspace_id, platform, group_id }: TemplateRow): Account[] {
    return [...this.#options.directory.all()].filter((account) => {
      if (account.workspaceId !== workspace_id || account.platform.name !== platform) return false;
      return sourceOf(account)?.group.group_id === group_id;
    });
  }

  /** One of the accounts of a row. @throws Problem 404 when none is connected any more */
  accountOf(row: TemplateRow): Account {
    const [account] = this.accountsOf(row);
    if (!account) throw notFound('template', row.id);
    return account;
  }
}

/** What the platform does not take is the caller's to mend; anything else is between the hub and the platform. */
function refusedBy(failure: Parameters<typeof platformRefusal>[0]): Problem {
  if (failure.kind !== 'content_rejected' && failure.kind !== 'template_rejected')
    return platformRefusal(failure);
  const detail = `${failure.code}: ${failure.message || failure.cause}`;
  return new Problem({ status: 422, code: 'template_rejected', detail, fix: failure.fix });
}

function noDeletion({ platform }: Account): Problem {
  return new Problem({
    status: 409,
    code: 'not_supported',
    detail: `${platform.title} documents no call that deletes a template.`,
    fix: 'Delete it in the platform’s own console; the next reading notes it.',
  });
}
