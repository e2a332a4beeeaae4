import type { AccountAgent } from '../directory.ts';
import type { AgentSettings } from '../settings.ts';

/**
 * The agent of an account with other settings. Secrets go only where its own settings send them: a tool with another
 * address gets no headers, and another provider not the account's key.
 */
export function agentWith(agent: AccountAgent, settings: AgentSettings): AccountAgent {
  const { api_key, tool_headers } = agent.secrets;
  const own = new Map(agent.settings.tools.map(({ name, url }) => [name, url]));
  const kept = settings.tools
    .filter(({ name, url }) => own.get(name) === url)
    .map(({ name }) => [name, tool_headers[name] ?? {}]);
  const sameProvider = settings.model.provider === agent.settings.model.provider;
  return {
    ...agent,
    settings,
    secrets: {
      ...(api_key !== undefined && sameProvider && { api_key }),
      tool_headers: Object.fromEntries(kept),
    },
  };
}
