import type { CareInput } from '../account-care.ts';
import { graphPath } from '../meta/settings.ts';
import { createTemplate, listTemplates } from '../meta/templates/calls.ts';
import { readChange } from '../meta/templates/changes.ts';
import { templateProblem } from '../meta/templates/check.ts';
import { needsOf } from '../meta/templates/needs.ts';
import { renderTemplate } from '../meta/templates/render.ts';
import type { TemplateCare } from '../templates.ts';
import type { MessengerCredentials } from './credentials.ts';

const page =
  'https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/utility-messages';

/**
 * Utility templates, which each Page has for itself. Meta documents no call that deletes one.
 * https://developers.facebook.com/docs/graph-api/reference/page/message_templates
 */
export const templates: TemplateCare<MessengerCredentials> = {
  group: ({ page_id }) => page_id,
  list: (input, after) => listTemplates(pathOf(input), after),
  create: (input, draft) => createTemplate(pathOf(input), draft),
  change: readChange,
  needs: needsOf,
  refusal: (template, content) => templateProblem(template, content, { page, buttons: false }),
  render: renderTemplate,
  page,
};

function pathOf({ credentials, settings }: CareInput<MessengerCredentials>): string {
  return graphPath(settings, credentials.page_id, 'message_templates');
}
