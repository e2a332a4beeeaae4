import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Agent } from '../../agent/agent.ts';
import { toPublicDocument } from '../../agent/knowledge/document.ts';
import { formatOf } from '../../agent/knowledge/formats.ts';
import { type KnowledgeSource, largestDocument } from '../../agent/knowledge/store.ts';
import { Problem } from '../../errors.ts';
import type { Idempotency } from '../idempotency.ts';
import { type Exchange, type Route, route } from '../route.ts';
import { type IncomingFile, receiveFile } from '../upload.ts';
import { knowledgeDocumentSchema, tagsSchema, titleSchema } from './agent-knowledge.ts';

/** What taking documents as files needs. */
export interface AgentKnowledgeFileRoutes {
  agent: Pick<Agent, 'knowledge'>;
  idempotency: Idempotency;
}

const fileNameSchema = z.string().min(1).max(255).optional();
const tagList = z
  .string()
  .optional()
  .transform((text) => (text === undefined ? undefined : text.split(',').map((tag) => tag.trim())))
  .pipe(tagsSchema.optional())
  .describe('Divided by commas.');

const common = { tags: ['Agent'], scope: 'admin' } as const;
const how =
  'The file itself as the body with its `Content-Type`, or a form (`multipart/form-data`) with one file in it: Markdown, text, HTML, PDF, or CSV with the columns `question` and `answer`.';

/** Documents as files. */
export function agentKnowledgeFileRoutes(rooms: AgentKnowledgeFileRoutes): Route[] {
  return [uploadRoute(rooms), replaceRoute(rooms)];
}

function uploadRoute({ agent: { knowledge }, idempotency }: AgentKnowledgeFileRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path: '/api/v1/agent/knowledge/files',
    summary: 'Teach the agent a file',
    description: how,
    requestHeaders: { 'idempotency-key': 'Repeating an upload with the same key and file keeps it once.' },
    remembersItself: true,
    query: z.object({
      title: titleSchema.optional().describe('Else the name of the file.'),
      tags: tagList,
      file_name: fileNameSchema,
    }),
    answers: { 201: { description: 'It is being indexed.', schema: knowledgeDocumentSchema } },
    async handle(input) {
      const { query, caller } = input;
      const source = await sourceOf(input, query.file_name);
      const label = { title: query.title ?? source.fileName ?? 'Untitled', tags: query.tags ?? [] };
      const digest = createHash('sha256').update(source.content).digest('hex');
      const begun = await idempotency.begin(input, caller, JSON.stringify([digest, source.format, label]));
      if ('earlier' in begun) return { ...begun.earlier, status: 201 };
      const row = await knowledge.add(caller.workspaceId, label, source, async (batch, added) =>
        begun.remember?.(batch, { status: 201, body: toPublicDocument(added) }),
      );
      return { status: 201, body: toPublicDocument(row) };
    },
  });
}

function replaceRoute({ agent: { knowledge } }: AgentKnowledgeFileRoutes): Route {
  return route({
    ...common,
    method: 'PUT',
    path: '/api/v1/agent/knowledge/{id}/file',
    summary: 'Replace a document by a file',
    description: `${how} Title and tags stay; the version before is found until this one is indexed.`,
    params: z.object({ id: z.string() }),
    query: z.object({ file_name: fileNameSchema }),
    answers: { 200: { description: 'It is being indexed.', schema: knowledgeDocumentSchema } },
    async handle(input) {
      const { params, caller } = input;
      // A file for nothing is not read to its end.
      await knowledge.get(caller.workspaceId, params.id);
      const source = await sourceOf(input, input.query.file_name);
      const row = await knowledge.change(caller.workspaceId, params.id, {}, source);
      return { status: 200, body: toPublicDocument(row) };
    },
  });
}

function sourceOf(exchange: Exchange, named: string | undefined): Promise<KnowledgeSource> {
  return receiveFile(exchange, async ({ bytes, contentType, fileName }) => {
    const name = named ?? fileName ?? null;
    const format = formatOf(contentType, name);
    if (!format) throw unknownFormat(contentType);
    return { format, fileName: name, content: await collect(bytes) };
  });
}

/** Reads a file into memory, up to the limit. */
async function collect(bytes: IncomingFile['bytes']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > largestDocument) throw tooLarge();
    chunks.push(chunk);
  }
  if (size === 0) throw empty();
  return Buffer.concat(chunks);
}

function unknownFormat(contentType: string | undefined): Problem {
  return new Problem({
    status: 415,
    code: 'format_unknown',
    detail: `A file of the type ${contentType ?? 'unknown'} cannot be read.`,
    fix: 'Send Markdown, text, HTML, PDF or CSV with the Content-Type of its kind, or name it with its ending (.md, .txt, .html, .pdf, .csv).',
  });
}

function tooLarge(): Problem {
  return new Problem({
    status: 413,
    code: 'file_too_large',
    detail: `The document is larger than ${largestDocument} bytes.`,
    fix: 'Divide it into several documents.',
  });
}

function empty(): Problem {
  return new Problem({
    status: 422,
    code: 'file_empty',
    detail: 'The file is empty.',
    fix: 'Send the file as the body, or in a form.',
  });
}
