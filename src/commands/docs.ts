import type { Command } from 'commander';
import { withExample } from './options.ts';
import type { Session } from './session.ts';

const pages = {
  errors: 'what each error of the platforms means, and what follows from it',
  content: 'what each platform shows of what is sent, and its limits',
} as const;

/** Commands that print pages of `docs/`. */
export function registerDocs(program: Command, session: Session): void {
  const docs = program.command('docs').description('print a page of reference, as Markdown');
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
