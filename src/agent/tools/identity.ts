import type { Tool } from './tool.ts';

/** Of whom a tool is called: what the hub knows itself, never what a model says. */
export interface Customer {
  account_id: string;
  platform: string | null;
  conversation_id: string | null;
  contact_id: string | null;
  /** With a plus sign and the country; null: the hub does not know it. */
  phone: string | null;
}

const headerOf: Readonly<Record<Tool['identify'][number], string>> = {
  contact_id: 'parley-contact-id',
  conversation_id: 'parley-conversation-id',
  account_id: 'parley-account-id',
  platform: 'parley-platform',
  phone: 'parley-phone',
};

/** The headers in which a tool is told of whom it is called. */
export function identityOf({ identify }: Pick<Tool, 'identify'>, customer: Customer): Record<string, string> {
  return Object.fromEntries(
    identify.flatMap((what) => (customer[what] === null ? [] : [[headerOf[what], customer[what]]])),
  );
}
