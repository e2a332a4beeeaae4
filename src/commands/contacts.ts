import type { Command } from 'commander';
import { z } from 'zod';
import { moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const contactShape = z.object({
  id: z.string(),
  account_id: z.string(),
  name: z.string().nullable(),
  username: z.string().nullable(),
  picture_url: z.string().nullable(),
  locale: z.string().nullable(),
  subscribed: z.boolean(),
  identities: z.array(z.object({ kind: z.string(), value: z.string() })),
  merged_into: z.string().nullable(),
  last_seen_at: z.string().nullable(),
  created_at: z.string(),
});

type ContactView = z.infer<typeof contactShape>;
type ListOptions = PagingOptions & { account?: string };

/** `parley contacts`: the people who wrote, as each account sees them. */
export function registerContacts(program: Command, session: Session): void {
  const contacts = program.command('contacts').description('people');
  withExample(
    withPaging(contacts.command('list').description('list people, the newest first'))
      .option('--account <account>', 'only of this account, named by its id or name')
      .action((options: ListOptions) => list(session, options)),
    'contacts list --account Shop',
  );
  withExample(
    contacts
      .command('show')
      .description('show one person')
      .argument('<id>')
      .action((id: string) => show(session, id)),
    'contacts show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { api } = session;
  const query = { account_id: options.account && (await accountIdOf(api, options.account)) };
  const answer = await api.list('/api/v1/contacts', query, contactShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'NAME', value: ({ name, username }) => name ?? username, flexible: true },
      { title: 'KNOWN AS', value: knownAs, flexible: true },
      { title: 'LAST SEEN', value: ({ last_seen_at }) => moment(last_seen_at) },
    ],
    'Nobody is known yet.',
  );
}

async function show(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('GET', `/api/v1/contacts/${encodeURIComponent(id)}`, contactShape);
  session.show(answer, (contact) =>
    record([
      ['Id', contact.id],
      ['Name', contact.name],
      ['Username', contact.username],
      ['Known as', knownAs(contact)],
      ['Account', contact.account_id],
      ['Picture', contact.picture_url],
      ['Language', contact.locale],
      ['Can be written to', contact.subscribed ? 'yes' : 'no'],
      ['Last seen', moment(contact.last_seen_at)],
      ['Known since', moment(contact.created_at)],
      ['Goes on as', contact.merged_into ?? undefined],
    ]),
  );
}

function knownAs({ identities }: ContactView): string {
  return identities.map(({ kind, value }) => `${kind} ${value}`).join(', ');
}
