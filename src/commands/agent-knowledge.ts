import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandError } from './connection.ts';
import { moment } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { count, type PagingOptions, pageWish, withExample, withPaging, words } from './options.ts';
import type { Session } from './session.ts';

const path = '/api/v1/agent/knowledge';

const documentShape = z.object({
  id: z.string(),
  title: z.string(),
  format: z.string(),
  tags: z.array(z.string()),
  state: z.string(),
  reason: z.string().nullable(),
  passages: z.int(),
  updated_at: z.string(),
});

const foundShape = z.object({
  data: z.array(
    z.object({ title: z.string(), heading: z.string().nullable(), text: z.string(), score: z.number() }),
  ),
});

interface AddOptions {
  title?: string;
  tags?: string[];
}

interface SearchOptions {
  account?: string;
  limit: number;
}

/** `parley agent knowledge`: the documents from which agents answer. */
export function registerAgentKnowledge(agent: Command, session: Session): void {
  const knowledge = agent.command('knowledge').description('the documents from which agents answer');
  withExample(
    knowledge
      .command('add')
      .description('teach it a file: Markdown, text, HTML, PDF, or CSV with the columns question and answer')
      .argument('<file>')
      .option('--title <title>', 'what it is called; else the name of the file')
      .option('--tags <tags>', 'names divided by commas, by which accounts choose', words)
      .action((file: string, options: AddOptions) => add(session, file, options)),
    'agent knowledge add faq.csv --tags shop,delivery',
  );
  withExample(
    withPaging(knowledge.command('list').description('what there is, and whether it is found yet'))
      .option('--tag <tag>', 'only documents with this tag')
      .action((options: PagingOptions & { tag?: string }) => list(session, options)),
    'agent knowledge list --tag shop',
  );
  withExample(
    knowledge
      .command('search')
      .description('what an agent would find for a question')
      .argument('<question>')
      .option('--account <account>', 'as the agent of this account finds it, named by its id or name')
      .option('--limit <n>', 'how many passages', count, 8)
      .action((question: string, options: SearchOptions) => search(session, question, options)),
    'agent knowledge search "When do you open on Sundays?" --account Shop',
  );
  withExample(
    knowledge
      .command('remove')
      .description('let it forget a document')
      .argument('<id>')
      .action((id: string) => remove(session, id)),
    'agent knowledge remove 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function add(session: Session, file: string, { title, tags }: AddOptions): Promise<void> {
  const bytes = await openAsBlob(file).catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  const query = { file_name: basename(file), title, tags: tags?.join(',') };
  // The name tells what it is.
  const body = { bytes, contentType: undefined };
  const answer = await session.api.upload(`${path}/files`, query, documentShape, body);
  session.show(answer, (document) => `${document.id}  ${document.title} is being indexed.`);
}

async function list(session: Session, options: PagingOptions & { tag?: string }): Promise<void> {
  const answer = await session.api.list(path, { tag: options.tag }, documentShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'CHANGED', value: ({ updated_at }) => moment(updated_at) },
      { title: 'FORMAT', value: ({ format }) => format },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'PASSAGES', value: ({ passages }) => passages },
      { title: 'TAGS', value: ({ tags }) => tags.join(', ') },
      {
        title: 'TITLE',
        value: ({ title, reason }) => (reason ? `${title}: ${reason}` : title),
        flexible: true,
      },
    ],
    'It knows nothing yet: parley agent knowledge add <file>',
  );
}

async function search(session: Session, question: string, { account, limit }: SearchOptions): Promise<void> {
  const account_id = account && (await accountIdOf(session.api, account));
  const query = { q: question, account_id, limit: String(limit) };
  const answer = await session.api.call('GET', `${path}/search`, foundShape, { query });
  session.show(answer, ({ data }) =>
    data.length === 0
      ? 'Nothing fits: the agent would hand over to people.'
      : session.table(data, [
          { title: 'SCORE', value: ({ score }) => score.toPrecision(3) },
          { title: 'DOCUMENT', value: ({ title, heading }) => [title, heading].filter(Boolean).join(' › ') },
          { title: 'TEXT', value: ({ text }) => text.replaceAll('\n', ' '), flexible: true },
        ]),
  );
}

async function remove(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('DELETE', `${path}/${encodeURIComponent(id)}`, z.null());
  session.show(answer, () => 'It is forgotten.');
}
