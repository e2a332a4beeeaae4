import type { ContentOf } from '../conversations/content.ts';
import type { TemplateRow } from '../database/schema.ts';
import { type FieldError, Problem } from '../errors.ts';
import type { Refusal } from '../platforms/fitting.ts';
import { isSendable, type TemplateSource, toTemplate } from './template.ts';

/** A template that is to be sent, and where in the request it stands. */
export interface Asked {
  content: ContentOf<'template'>;
  /** `content`, or `fallback.template`. */
  place: string;
}

/**
 * The template that a content names, out of all of this name, if it may be sent like this.
 *
 * @throws Problem 422 with the reason
 */
export function judge(source: TemplateSource, rows: readonly TemplateRow[], asked: Asked): TemplateRow {
  const { content } = asked;
  const row = rows.find(({ language }) => language === content.language);
  if (!row) throw missing(source, rows, asked);
  if (!isSendable(row.status)) throw notSendable(source, row, asked);
  const refusal = source.care.refusal(toTemplate(row), content);
  if (refusal) throw problemOf(refusal, asked.place);
  return row;
}

function missing(
  { account, care }: TemplateSource,
  rows: readonly TemplateRow[],
  { content, place }: Asked,
): Problem {
  const { name, language } = content;
  const { page } = care;
  const languages = nearest(
    rows.filter(({ status }) => isSendable(status)).map((row) => row.language),
    language,
  );
  if (languages.length === 0) {
    const reason = `${account.platform.title} has no template ${name} for this account.`;
    const fix = 'Check the name; GET /api/v1/templates lists those there are.';
    return problemOf({ ok: false, field: 'name', reason, fix, page }, place);
  }
  const reason = `There is no template ${name} in ${language}; it exists in ${languages.join(', ')}.`;
  return problemOf(
    { ok: false, field: 'language', reason, fix: `Use ${languages[0]}, or have it approved.`, page },
    place,
  );
}

/** Languages of the same tongue first: `en_US` for `en`. */
function nearest(languages: readonly string[], wanted: string): string[] {
  const tongue = (code: string) => code.split(/[_-]/)[0]?.toLowerCase();
  const isNear = (code: string) => tongue(code) === tongue(wanted);
  return [...languages].sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || a.localeCompare(b));
}

function notSendable({ account, care }: TemplateSource, row: TemplateRow, { place }: Asked): Problem {
  const why = row.reason === null ? '' : ` (${row.reason})`;
  const reason = `${account.platform.title} holds the template ${row.name} as ${row.status}${why}.`;
  const fix = fixes[row.status] ?? 'Use another template, or have this one approved again.';
  return problemOf({ ok: false, field: 'name', reason, fix, page: care.page }, place);
}

const fixes: Readonly<Record<string, string>> = {
  PENDING: 'Wait until it is approved; the event template.changed tells it.',
  PAUSED: 'Wait until it is reinstated, or use another template; people have complained about this one.',
  REJECTED: 'Change it as the reason says and hand it in again, or use another template.',
};

function problemOf({ field, reason: message, fix, limit, page }: Refusal, place: string): Problem {
  const error: FieldError = {
    field: `${place}.${field}`,
    message,
    ...(limit && { limit }),
    ...(page && { page }),
  };
  return new Problem({
    status: 422,
    code: 'template_rejected',
    detail: `${error.field}: ${message}`,
    fix,
    page: '/docs/errors#template_rejected',
    errors: [error],
  });
}
