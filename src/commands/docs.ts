import type { Command } from 'commander';
import { z } from 'zod';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

const pages = {
  errors: 'what each error of the platforms means, and what follows from it',
  content: 'what each platform shows of what is sent, and its limits',
} as const;

/** Prints what the typed client is made of, out of the documents of the hub that is running. */
async function printClient(session: Session): Promise<void> {
  const { printClientTypes } = await import('./client-printer.ts');
  const [openapi, asyncapi] = await Promise.all(
    ['/openapi.json', '/asyncapi.json'].map((path) => session.api.call('GET', path, z.unknown())),
  );
  session.print(printClientTypes(openapi?.json, asyncapi?.json).trimEnd());
}

/** Commands that print pages of `docs/`. */
export function registerDocs(program: Command, session: Session): void {
  const docs = program.command('docs').description('print a page of reference, as Markdown');
  withExample(
    docs
      .command('client')
      .description('the types of the client, out of the documents of a running hub')
      .action(() => printClient(session)),
    'docs client > src/client/api.ts',
  );
  for (const name of ['errors', 'content'] as const) {
    withExample(
      docs
        .command(name)
        .description(pages[name])
        .action(async () => {
          // Loaded when it is asked for: no other command needs all platforms.
          const { referencePages } = await import('./reference-pages.ts');
          session.print(referencePages[name]().trimEnd());
        }),
      `docs ${name} > docs/${name}.md`,
    );
  }
}
