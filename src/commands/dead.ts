import type { Command } from 'commander';
import { z } from 'zod';
import { moment } from './layout.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const deadShape = z.object({
  id: z.string(),
  kind: z.string(),
  reference: z.string(),
  reason: z.string(),
  attempts: z.int(),
  died_at: z.string(),
});

const redrivenShape = z.object({ id: z.string(), kind: z.string(), reference: z.string() });

/** `parley dead`: work that was given up. */
export function registerDead(program: Command, session: Session): void {
  const dead = program.command('dead').description('work that was given up');
  withExample(
    withPaging(dead.command('list').description('list it, with the reasons')).action((options) =>
      list(session, options),
    ),
    'dead list',
  );
  withExample(
    dead
      .command('redrive')
      .description('bring it back: a message is sent again as far as it has not arrived')
      .argument('<id>')
      .action((id: string) => redrive(session, id)),
    'dead redrive 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function list(session: Session, options: PagingOptions): Promise<void> {
  const answer = await session.api.list('/api/v1/dead', {}, deadShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'GIVEN UP', value: ({ died_at }) => moment(died_at) },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'ABOUT', value: ({ reference }) => reference },
      { title: 'TRIES', value: ({ attempts }) => attempts },
      { title: 'REASON', value: ({ reason }) => reason, flexible: true },
    ],
    'Nothing was given up.',
  );
}

async function redrive(session: Session, id: string): Promise<void> {
  const path = `/api/v1/dead/${encodeURIComponent(id)}/redrive`;
  const answer = await session.api.call('POST', path, redrivenShape);
  session.show(answer, ({ kind, reference }) => `Queued again: ${kind} ${reference}.`);
}
