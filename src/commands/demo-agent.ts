import { z } from 'zod';
import { callHub } from './api.ts';
import type { Connection } from './connection.ts';
import { orderLookUp, shopAgent, shopKnowledge } from './demo-shop.ts';

const settingsShape = z.looseObject({
  version: z.int(),
  account_id: z.string(),
  has_api_key: z.boolean(),
  tool_headers: z.unknown(),
  tools: z.array(z.looseObject({ name: z.string() })),
});

/** Gives a demo account its agent; one that was set up before is only told where the shop is now. */
export async function setUpAgent(connection: Connection, accountId: string): Promise<void> {
  const { simulator } = connection;
  if (simulator === undefined) return;
  const path = `/api/v1/agent/settings/${accountId}`;
  const { version, account_id, has_api_key, tool_headers, ...settings } = settingsShape.parse(
    await callHub(connection, 'GET', path),
  );
  const lookUp = orderLookUp(simulator);
  // The simulated shop has another port at each start.
  const tools = settings.tools.map((tool) =>
    tool.name === lookUp.name ? { ...tool, url: lookUp.url } : tool,
  );
  await callHub(connection, 'PUT', path, version === 0 ? shopAgent(simulator) : { ...settings, tools });
}

const knowledgePath = '/api/v1/agent/knowledge';

const knowledgeShape = z.object({ data: z.array(z.unknown()) });

/** Teaches the agent what the invented shop knows, unless it knows something already. */
export async function teachAgent(connection: Connection): Promise<void> {
  const { data } = knowledgeShape.parse(await callHub(connection, 'GET', `${knowledgePath}?limit=1`));
  if (data.length > 0) return;
  for (const document of shopKnowledge) await callHub(connection, 'POST', knowledgePath, document);
}
