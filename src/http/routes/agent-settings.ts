import { z } from 'zod';
import type { AccountStore } from '../../accounts/store.ts';
import type { AccountAgent } from '../../agent/directory.ts';
import { agentSettingsSchema } from '../../agent/settings.ts';
import type { AgentSettingsStore } from '../../agent/settings-store.ts';
import { type Route, route } from '../route.ts';

/** What the settings of agents need. */
export interface AgentSettingsRoutes {
  accounts: Pick<AccountStore, 'get'>;
  agentSettings: AgentSettingsStore;
}

const apiKeySchema = z
  .string()
  .min(1)
  .max(1000)
  .nullable()
  .optional()
  .describe('The account’s own key of its provider, kept sealed; null takes it away, absent leaves it.');

const bodySchema = agentSettingsSchema
  .extend({ api_key: apiKeySchema })
  .meta({ id: 'AgentSettingsChange', description: 'What is not named has its default.' });

const answerSchema = agentSettingsSchema
  .extend({
    account_id: z.string(),
    version: z.int().describe('Rises with each change; 0: never set.'),
    has_api_key: z.boolean(),
    tool_headers: z
      .record(z.string(), z.array(z.string()))
      .describe('The names of the sealed headers, by tool.'),
  })
  .meta({ id: 'AgentSettingsOfAccount' });

const common = { path: '/api/v1/agent/settings/{account_id}', tags: ['Agent'] } as const;
const params = z.object({ account_id: z.string() });

/** What an account tells its agent. */
export function agentSettingsRoutes({ accounts, agentSettings }: AgentSettingsRoutes): Route[] {
  return [
    route({
      ...common,
      method: 'GET',
      scope: 'read',
      summary: 'The settings of an account’s agent',
      params,
      answers: { 200: { description: 'With the defaults where nothing was set.', schema: answerSchema } },
      async handle({ params: { account_id }, caller }) {
        await accounts.get(caller.workspaceId, account_id);
        return { status: 200, body: toPublic(await agentSettings.get(caller.workspaceId, account_id)) };
      },
    }),
    route({
      ...common,
      method: 'PUT',
      scope: 'admin',
      summary: 'Set up an account’s agent',
      description:
        'Replaces all settings, from the next message on. Secrets are the exception: the key and the headers of tools stay when they are not given again.',
      params,
      body: bodySchema,
      example: {
        mode: 'auto',
        persona: 'You are Mali of Blue Door Books: warm, brief, never pushy.',
        processing: { enabled: true, intents: [{ name: 'refund', description: 'Wants money back.' }] },
      },
      answers: { 200: { description: 'As they are now.', schema: answerSchema } },
      async handle({ params: { account_id }, body: { api_key, ...settings }, caller }) {
        await accounts.get(caller.workspaceId, account_id);
        const agent = await agentSettings.put(caller.workspaceId, account_id, { settings, api_key });
        return { status: 200, body: toPublic(agent) };
      },
    }),
  ];
}

function toPublic({ accountId, settings, secrets, version }: AccountAgent): z.input<typeof answerSchema> {
  const names = Object.entries(secrets.tool_headers).map(([tool, headers]) => [tool, Object.keys(headers)]);
  return {
    ...settings,
    account_id: accountId,
    version,
    has_api_key: secrets.api_key !== undefined,
    tool_headers: Object.fromEntries(names),
  };
}
