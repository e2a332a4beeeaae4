import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { notFound } from '../errors.ts';
import { problemTitles } from './problem.ts';
import { type Route, route } from './route.ts';

const style = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #1c2733; }
h1 { font-size: 1.6rem } code { background: #eef1f4; padding: .1em .3em; border-radius: .2em }
dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 } a { color: #0b57a4 }
@media (prefers-color-scheme: dark) { body { background: #14191f; color: #d9e0e6 } code { background: #26303a } a { color: #79b8f3 } }`;

// The one style sheet of plain pages is allowed by its hash, so nothing else in a page can be.
const styleHash = createHash('sha256').update(style).digest('base64');
const plainPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page of plain text and links: no script, nothing from elsewhere. `body` is HTML. */
export function plainPage(title: string, body: string): Response {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head>
<body>${body}</body></html>
`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': plainPolicy },
  });
}

// Swagger UI sets styles on elements, and its style sheet holds pictures as data. Everything comes from here.
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const startScript = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  hash: string;
  type: string;
}

const javascript = 'text/javascript; charset=utf-8';
const assetTypes = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', javascript],
  ['favicon-32x32.png', 'image/png'],
  ['start.js', javascript],
]);

async function bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (name === 'start.js') return new TextEncoder().encode(startScript);
  const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return new Uint8Array(await readFile(join(directory, name)));
}

const assets = new Map<string, Promise<Asset>>();

/** Read once, at the first visit: the bundle is 1.5 MB that most processes never need. */
function assetOf(name: string): Promise<Asset> | undefined {
  const type = assetTypes.get(name);
  if (type === undefined) return undefined;
  const known = assets.get(name);
  if (known) return known;
  const asset = bytesOf(name).then((bytes) => ({
    bytes,
    type,
    hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
  }));
  assets.set(name, asset);
  return asset;
}

async function docsPage(): Promise<Response> {
  const names = [...assetTypes.keys()];
  const loaded = await Promise.all(names.map(async (name) => [name, (await assetOf(name))?.hash] as const));
  const hashes = new Map(loaded);
  // The hash is in the address, so that browsers may keep an asset for ever and still see a new version at once.
  const address = (name: string) => `docs/assets/${name}?v=${hashes.get(name)}`;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley: the API</title><link rel="icon" type="image/png" href="${address('favicon-32x32.png')}">
<link rel="stylesheet" href="${address('swagger-ui.css')}"></head>
<body><div id="swagger-ui"></div><script src="${address('swagger-ui-bundle.js')}"></script><script src="${address('start.js')}"></script></body></html>
`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': docsPolicy },
  });
}

function problemsPage(): Response {
  const kinds = Object.entries(problemTitles).map(
    ([code, title]) => `<dt id="${code}"><code>${code}</code></dt><dd>${title}.</dd>`,
  );
  return plainPage(
    'Parley: problems',
    `<h1>When a request is refused</h1>
<p>Every error is a document of RFC 9457 (<code>application/problem+json</code>). <code>code</code> names its kind for
programs, <code>detail</code> says what happened this time, <code>fix</code> what to do about it, and
<code>retryable</code> whether the same request may succeed later. <code>errors</code> lists wrong fields;
<code>incident</code> is what to look for in the log of the hub.</p>
<p>Kinds that any request can meet:</p><dl>${kinds.join('')}</dl>
<p>All other kinds say everything in their <code>detail</code> and <code>fix</code>. <a href="../docs">The API</a></p>`,
  );
}

/** `/docs`: the API to read and try, from the package's own files, without network. */
export function docsRoutes(): Route[] {
  const page = { 200: { description: 'A page.', contentType: 'text/html' } };
  const common = { method: 'GET', scope: 'public', tags: ['Operations'] } as const;
  return [
    route({ ...common, path: '/docs', summary: 'The API, to read and try', answers: page, handle: docsPage }),
    route({
      ...common,
      path: '/docs/problems',
      summary: 'What error codes mean',
      answers: page,
      handle: problemsPage,
    }),
    route({
      ...common,
      path: '/docs/assets/{name}',
      summary: 'A file of the documentation page',
      params: z.object({ name: z.string() }),
      answers: { 200: { description: 'The file.', contentType: '*/*' } },
      async handle({ params }) {
        const asset = await assetOf(params.name);
        if (!asset) throw notFound('file', params.name);
        return new Response(asset.bytes, {
          headers: { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' },
        });
      },
    }),
  ];
}
