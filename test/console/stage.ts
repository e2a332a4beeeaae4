import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildConsole } from '../../src/commands/console-build.ts';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type JourneyStage, startJourney } from '../journeys/stage.ts';
import { launchBrowser } from './browser.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** How a browser looks at the console. */
export interface Looks {
  /** A language tag; English if it is left out. */
  locale?: string;
  dark?: boolean;
  /** A screen as small as a phone's. */
  phone?: boolean;
  /** Instead of the installation's. */
  key?: string;
}

/** A hub with simulated platforms, and a browser in front of it. */
export interface ConsoleStage extends JourneyStage {
  browser: Browser;
  /** Makes a member, and a key of theirs. */
  keyOf(name: string, scopes?: readonly string[]): Promise<string>;
  /** Opens a page of the console in a browser of its own, signed in. */
  visit(path: string, looks?: Looks): Promise<Visit>;
}

/** One person at the console. */
export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the page, in the words of the browser; nothing should. */
  faults: string[];
}

/** Starts everything once for a file of tests, on a database that was filled before or on an empty one. */
export async function startConsole(
  environment: Record<string, string> = {},
  filled?: TestDatabase,
): Promise<ConsoleStage> {
  await buildConsole();
  const place = filled ?? (await createSqlite());
  const [journey, browser] = await Promise.all([startJourney(place, environment), launchBrowser()]);
  return {
    ...journey,
    browser,
    keyOf: (name, scopes = ['read', 'inbox', 'send']) => keyOf(journey, name, scopes),
    visit: (path, looks = {}) => visit(browser, journey, path, looks),
    async stop() {
      await browser.close();
      await journey.stop();
      await place.drop();
    },
  };
}

async function keyOf({ hub }: JourneyStage, name: string, scopes: readonly string[]): Promise<string> {
  const { body: member } = await hub.api<{ id: string }>('POST', '/api/v1/members', { name });
  const body = { name, scopes, member_id: member.id };
  return (await hub.api<{ key: string }>('POST', '/api/v1/keys', body)).body.key;
}

const screens = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } };

async function visit(browser: Browser, { hub }: JourneyStage, path: string, looks: Looks): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: hub.url,
    locale: looks.locale ?? 'en-GB',
    colorScheme: looks.dark ? 'dark' : 'light',
    viewport: looks.phone ? screens.phone : screens.desk,
    hasTouch: looks.phone === true,
    // Nothing has to be waited for that moves.
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // Whoever is not signed in yet is told so, which the browser reports.
    if (message.type() === 'error' && !message.text().includes('401')) faults.push(message.text());
  });
  await page.goto(`${path}#key=${looks.key ?? hub.key}`);
  return { context, page, faults };
}

/** Holds a page against WCAG 2.2 AA, as far as a machine can tell: nothing serious may be found. */
export async function expectAccessible(page: Page): Promise<void> {
  // Added by the test, not by the page, so the page's own policy does not concern it.
  await page.evaluate(await axeSource());
  const found = await page.evaluate(async () => {
    // The script that has just run defines it.
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<Axe> } };
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
  });
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
}

interface Axe {
  violations: { id: string; impact: string | null; nodes: { html: string }[] }[];
}

async function axeSource(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(axePath, 'utf8');
}
