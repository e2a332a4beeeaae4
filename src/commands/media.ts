import { createWriteStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from './connection.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

const mediumShape = z.object({
  media_id: z.string(),
  status: z.string(),
  mime_type: z.string().nullable(),
  size: z.number().nullable(),
  file_name: z.string().nullable(),
});

/** `parley media`: pictures and files, to send and to fetch. */
export function registerMedia(program: Command, session: Session): void {
  const media = program.command('media').description('pictures and files');
  withExample(
    media
      .command('upload')
      .description('upload a file, to send it by its media_id')
      .argument('<file>')
      .option('--type <mime-type>', 'what it is, where its first bytes do not tell')
      .action((file: string, options: { type?: string }) => upload(session, file, options.type)),
    'media upload invoice.pdf',
  );
  withExample(
    media
      .command('get')
      .description('fetch a picture or file; without --output it is written to standard output')
      .argument('<id>')
      .option('-o, --output <file>', 'where to write it')
      .action((id: string, options: { output?: string }) => get(session, id, options.output)),
    'media get 01a20a7c-1a5e-7000-9f92-fd95c07cc354 -o picture.png',
  );
}

async function upload(session: Session, file: string, type: string | undefined): Promise<void> {
  const bytes = await openAsBlob(file).catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  const body = { bytes, contentType: type };
  const query = { file_name: basename(file) };
  const answer = await session.api.upload('/api/v1/media', query, mediumShape, body);
  session.show(answer, ({ media_id, mime_type, size }) => `${media_id}  ${mime_type}, ${size} bytes`);
}

async function get(session: Session, id: string, output: string | undefined): Promise<void> {
  const { body } = await session.api.download(`/api/v1/media/${encodeURIComponent(id)}`);
  if (!body) throw new CommandError('The hub answered without a file.');
  // The two declarations of web streams are of the same class.
  const bytes = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  if (output !== undefined) await pipeline(bytes, createWriteStream(output));
  else await pipeline(bytes, process.stdout, { end: false });
}
