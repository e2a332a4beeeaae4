import type { CareInput } from '../account-care.ts';
import { unasked } from '../dialogue.ts';
import { finding } from '../findings.ts';
import { graphPath } from '../meta/settings.ts';
import { createTemplate, deleteTemplate, listTemplates } from '../meta/templates/calls.ts';
import { readChange } from '../meta/templates/changes.ts';
import { templateProblem } from '../meta/templates/check.ts';
import { needsOf } from '../meta/templates/needs.ts';
import { renderTemplate } from '../meta/templates/render.ts';
import type { TemplateCare } from '../templates.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { pages } from './limits.ts';

// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates
const fields = [
  ...['id', 'name', 'language', 'status', 'category', 'components'],
  ...['quality_score', 'rejected_reason', 'parameter_format'],
];

/** The templates of a WhatsApp Business Account, which all its numbers send. */
export const templates: TemplateCare<WhatsAppCredentials> = {
  group: ({ business_account_id }) => business_account_id ?? null,
  list(input, after) {
    const path = pathOf(input);
    return path === null ? unasked(noBusinessAccount()) : listTemplates(path, after, fields);
  },
  create(input, draft) {
    const path = pathOf(input);
    return path === null ? unasked(noBusinessAccount()) : createTemplate(path, draft);
  },
  remove(input, template) {
    const path = pathOf(input);
    return path === null ? unasked(noBusinessAccount()) : deleteTemplate(path, template);
  },
  change: readChange,
  needs: needsOf,
  refusal: (template, content) => templateProblem(template, content, { page: pages.messages, buttons: true }),
  render: renderTemplate,
  page: pages.messages,
};

function pathOf({ credentials, settings }: CareInput<WhatsAppCredentials>): string | null {
  const { business_account_id } = credentials;
  return business_account_id === undefined
    ? null
    : graphPath(settings, business_account_id, 'message_templates');
}

function noBusinessAccount() {
  return finding(
    'credentials',
    'no_business_account',
    'Templates belong to the WhatsApp Business Account, whose id is not known.',
    'Give business_account_id in the credentials of the account.',
  );
}
