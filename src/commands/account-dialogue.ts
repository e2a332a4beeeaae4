import { type AnsweredBefore, askCredentials, askWish, type ConnectingWish } from './account-questions.ts';
import type { AccountView } from './account-view.ts';
import { type Answer, HubRefusal } from './api.ts';
import {
  byHand,
  type Connected,
  connect,
  connectedText,
  setUp,
  showConnected,
  tryOut,
} from './connect-account.ts';
import { CommandError } from './connection.ts';
import { readGuides } from './platform-guide.ts';
import type { Prompts } from './prompts.ts';
import type { Session } from './session.ts';

/** Connects an account question by question, and offers what comes next. */
export async function connectAsked(
  session: Session,
  before: AnsweredBefore & { setupWebhook?: boolean },
): Promise<void> {
  const { api, prompts } = session;
  const wish = await askWish(prompts, await readGuides(api), before);
  const connected: Connected = { account: await connectChecked(session, wish) };
  const { value } = connected.account;
  if (!session.json) session.print(connectedText(value, true));
  try {
    if (before.setupWebhook || (await prompts.confirm('Set up the webhook at the platform now?', true))) {
      await despiteRefusal(session, setUp(session, connected));
    }
    if (!connected.webhook) prompts.say(byHand(value.id));
    if (await prompts.confirm('Test the connection now?', true)) {
      await despiteRefusal(session, tryOut(session, connected));
    }
  } finally {
    showConnected(session, connected);
  }
}

/** The account is connected: what fails after that is told, and the rest still offered. */
async function despiteRefusal(session: Session, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof HubRefusal)) throw error;
    session.hint(error.message);
    session.fail();
  }
}

/** Asks for the credentials until the platform takes them, or the person goes on without that. */
async function connectChecked(session: Session, wish: ConnectingWish): Promise<Answer<AccountView>> {
  const { api, prompts } = session;
  const { guide, way, name } = wish;
  let credentials = await askCredentials(prompts, way);
  let validate = true;
  for (;;) {
    if (validate) prompts.say(`\nAsking ${guide.title} …`);
    try {
      return await connect(api, { platform: guide.name, name, credentials }, validate);
    } catch (error) {
      if (!(error instanceof HubRefusal)) throw error;
      prompts.say(error.message);
      const next = await askNext(prompts, error);
      if (next === 'stop') throw new CommandError('Nothing was connected.');
      if (next === 'values') credentials = await askCredentials(prompts, way, credentials);
      validate = next !== 'unchecked';
    }
  }
}

type Next = 'values' | 'again' | 'unchecked' | 'stop';

/** What to do about a refusal; without the check only where the platform could not be asked. */
async function askNext(prompts: Prompts, { status }: HubRefusal): Promise<Next> {
  const unreached = status === 502;
  const options: { title: string; words: string[]; next: Next }[] = [
    { title: 'Enter the values again', words: [], next: 'values' },
    ...(unreached ? [{ title: 'Try once more', words: [], next: 'again' as const }] : []),
    ...(unreached ? [{ title: 'Connect it anyway, unchecked', words: [], next: 'unchecked' as const }] : []),
    { title: 'Stop', words: [], next: 'stop' },
  ];
  return (await prompts.choose('What now?', options)).next;
}
