import { Hono } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { modelList } from './catalogue.ts';
import { batchEmbedContents, embedContent } from './embed.ts';
import { generateContent, streamGenerateContent } from './generate.ts';

const methods = { generateContent, streamGenerateContent, embedContent, batchEmbedContents };

/** `generativelanguage.googleapis.com`: Gemini's API, played by a model that goes by rules. */
export function modelServer(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.get('/v1beta/models', (c) => c.json(modelList()));
  for (const [name, handle] of Object.entries(methods)) {
    app.post(`/v1beta/models/:call{[^/:]+:${name}}`, (c) => handle(c, world));
  }
  // Google answers unknown paths with a page of HTML.
  app.notFound((c) => c.html('<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>', 404));
  return app;
}
