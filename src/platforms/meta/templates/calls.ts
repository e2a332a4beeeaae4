import type { Failure } from '../../../errors.ts';
import { ask, type Dialogue, failureOf } from '../../dialogue.ts';
import { finding } from '../../findings.ts';
import { objectAt, objectsAt, textAt } from '../../readers.ts';
import type { CreatedTemplate, Template, TemplateDraft, TemplatePage } from '../../templates.ts';
import { graphGet, graphPost } from '../settings.ts';
import { readComponents, readTemplate } from './read.ts';

// Few calls for many templates; each counts against the hourly limit of the business account.
const pageSize = 100;

/** One page of the templates at this path, with these fields or with those that Meta chooses. */
export function* listTemplates(
  path: string,
  after: string | null,
  fields?: readonly string[],
): Dialogue<TemplatePage | Failure> {
  const query = {
    ...(fields && { fields: fields.join(',') }),
    limit: String(pageSize),
    ...(after !== null && { after }),
  };
  const reply = yield* ask(graphGet(path, query));
  if (!reply.ok) return failureOf(reply);
  const paging = objectAt(reply.body, 'paging');
  const templates = objectsAt(reply.body, 'data').flatMap((node) => readTemplate(node) ?? []);
  // The last page has cursors too; only `next` says that there is more.
  const next =
    textAt(paging, 'next') === undefined ? undefined : textAt(objectAt(paging, 'cursors'), 'after');
  return { templates, next: next ?? null };
}

/** Hands a template in. */
export function* createTemplate(
  path: string,
  { name, language, category, parameter_format, components }: TemplateDraft,
): Dialogue<CreatedTemplate | Failure> {
  const body = { name, language, category, parameter_format: parameter_format.toUpperCase(), components };
  const reply = yield* ask(graphPost(path, body));
  if (!reply.ok) return failureOf(reply);
  const external_id = textAt(reply.body, 'id');
  if (external_id === undefined) {
    const cause = 'Meta answered without the id of the new template.';
    return finding('unknown', 'template_without_id', cause, 'Read the templates again.');
  }
  return {
    external_id,
    status: textAt(reply.body, 'status')?.toUpperCase() ?? 'PENDING',
    category: textAt(reply.body, 'category') ?? category,
    template: readComponents(components),
  };
}

/** Deletes one language of a template: with the name alone all of them would go. */
export function* deleteTemplate(path: string, { external_id, name }: Template): Dialogue<Failure | null> {
  const { path: wanted } = graphGet(path, { hsm_id: external_id, name });
  const reply = yield* ask({ method: 'DELETE', base: 'graph_url', path: wanted, headers: {} });
  return reply.ok ? null : failureOf(reply);
}
