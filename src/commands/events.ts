import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Api } from './api.ts';
import { summaryOf } from './content-line.ts';
import {
  type EventFilter,
  type EventPage,
  type EventView,
  eventsAfter,
  newestCursor,
  readEvent,
} from './event-log.ts';
import { accountIdOf } from './lookup.ts';
import { count, withExample } from './options.ts';
import type { Session } from './session.ts';

interface EventOptions {
  last: number;
  follow?: boolean;
  types?: string;
  account?: string;
  conversation?: string;
}

/** `parley events`: the latest, and with `--follow` whatever comes. */
export function registerEvents(program: Command, session: Session): void {
  withExample(
    program
      .command('events')
      .description('show the latest events; with --follow and --json each on a line of its own')
      .option('--last <n>', 'how many of the latest', count, 20)
      .option('--follow', 'wait for more')
      .option('--types <types>', 'only these types, separated by commas')
      .option('--account <account>', 'only of this account, named by its id or name')
      .option('--conversation <id>', 'only of this conversation')
      .action((options: EventOptions) => showEvents(session, options)),
    'events --follow --types message.received,message.failed',
  );
}

// Short enough to feel immediate.
const pauseMs = 200;

async function showEvents(session: Session, options: EventOptions): Promise<void> {
  const { api } = session;
  const filter: EventFilter = {
    types: options.types,
    account_id: options.account && (await accountIdOf(api, options.account)),
    conversation_id: options.conversation,
  };
  const latest = await latestEvents(api, filter, options.last);
  if (session.json && !options.follow) return session.printJson(latest);
  const show = (events: readonly unknown[]) => {
    for (const event of events) {
      if (session.json) session.printJsonLine(event);
      else session.print(lineOf(readEvent(event)));
    }
  };
  show(latest.data);
  for (let after = latest.next_cursor; options.follow; ) {
    const page = await eventsAfter(api, after, filter);
    show(page.data);
    after = page.next_cursor;
    if (page.data.length === 0) await pause(pauseMs);
  }
}

/** The last few events. Their numbers have gaps, so it looks back further until there are enough. */
async function latestEvents(api: Api, filter: EventFilter, wanted: number): Promise<EventPage> {
  const newest = Number(await newestCursor(api));
  for (let back = wanted; ; back *= 4) {
    const after = Math.max(0, newest - back);
    const page = await everythingAfter(api, String(after), filter);
    if (page.data.length >= wanted || after === 0) {
      return { data: page.data.slice(-wanted), next_cursor: page.next_cursor };
    }
  }
}

async function everythingAfter(api: Api, after: string, filter: EventFilter): Promise<EventPage> {
  const all: EventPage = { data: [], next_cursor: after };
  for (;;) {
    const page = await eventsAfter(api, all.next_cursor, filter);
    all.data.push(...page.data);
    all.next_cursor = page.next_cursor;
    if (page.data.length === 0) return all;
  }
}

function lineOf({ occurred_at, type, platform, data }: EventView): string {
  return `${occurred_at}  ${type.padEnd(22)} ${(platform ?? '').padEnd(9)} ${summaryOf(data)}`;
}
