import type { Context } from 'hono';
import { z } from 'zod';
import { graphAnswer } from '../graph/answer.ts';
import { page as onePage } from '../graph/business-account.ts';
import { digits } from '../ids.ts';
import { refused } from '../messaging/errors.ts';
import { countCall, noteAccount } from '../messaging/sender.ts';
import type { Page } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { bodyOf, pageOfPath } from './caller.ts';

// https://developers.facebook.com/docs/graph-api/reference/page/message_templates
const permission = 'page_utility_messaging';

function pageWithTemplates(c: Context<SimulatorEnv>, world: World): Page {
  const { page, token } = pageOfPath(c, world);
  noteAccount(c, page);
  countCall(c, world, { account: page, token, route: 'page' });
  if (!token.scopes.includes(permission)) throw refused('200', `Requires ${permission} permission`);
  return page;
}

/** `GET /{page id}/message_templates`: those of the Page. */
export function listPageTemplates(c: Context<SimulatorEnv>, world: World): Response {
  const { utility_templates } = pageWithTemplates(c, world);
  const data = utility_templates.map(({ id = '0', status = 'APPROVED', components = [], ...named }) => ({
    ...{ ...named, components, status, category: 'UTILITY', id },
  }));
  return graphAnswer(c, onePage(data));
}

const submission = z.object({
  name: z.string().min(1).max(512),
  language: z.string().min(2),
  category: z.literal('UTILITY'),
  components: z.array(z.looseObject({ type: z.enum(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']) })).min(1),
});

/** `POST /{page id}/message_templates`: Meta approves within seconds; here at once. */
export function createPageTemplate(c: Context<SimulatorEnv>, world: World): Response {
  const page = pageWithTemplates(c, world);
  const wanted = submission.safeParse(bodyOf(c));
  if (!wanted.success) {
    throw refused('100', `Invalid parameter ${wanted.error.issues[0]?.path.join('.')}`);
  }
  const { name, language, category, components } = wanted.data;
  if (page.utility_templates.some((one) => one.name === name && one.language === language)) {
    throw refused('100', `There is a template ${name} in ${language} already.`);
  }
  const template = { id: digits(16), name, language, status: 'APPROVED', components };
  page.utility_templates.push(template);
  return graphAnswer(c, { id: template.id, status: template.status, category });
}
