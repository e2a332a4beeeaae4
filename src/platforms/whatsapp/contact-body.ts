import type { ContactCard } from '../../conversations/content.ts';
import { compact, type Json } from '../readers.ts';
import { withoutBlanks } from './fitting.ts';

/** Whether a birthday is written as WhatsApp wants it: `1990-01-31`. */
export function isDate(birthday: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(birthday);
}

/** The card without texts that are blank, and without phones and addresses that would be empty then. */
export function filledCard(card: ContactCard): ContactCard {
  const names = ['name', 'first_name', 'last_name', 'organisation', 'title', 'birthday'] as const;
  const { phones, emails, urls, addresses, ...rest } = withoutBlanks(card, names);
  return compact({
    ...rest,
    phones: phones
      ?.filter(({ phone }) => phone.trim() !== '')
      .map((one) => withoutBlanks(one, ['type', 'user_id'])),
    emails: emails?.filter(({ email }) => email.trim() !== '').map((one) => withoutBlanks(one, ['type'])),
    urls: urls?.filter((url) => url.trim() !== ''),
    addresses: addresses?.map((address) => withoutBlanks(address, Object.keys(address))),
  });
}

/** A card in the Cloud API's form; its name is there, since `fit` refuses cards without. */
export function contactBody(card: ContactCard): Json {
  const formatted = card.name ?? [card.first_name, card.last_name].filter(Boolean).join(' ');
  return compact({
    name: compact({
      formatted_name: formatted,
      // One part of the name is required beside the whole.
      first_name: card.first_name ?? (card.last_name === undefined ? formatted : undefined),
      last_name: card.last_name,
    }),
    phones: card.phones?.map(({ phone, type, user_id }) => compact({ phone, type, wa_id: user_id })),
    emails: card.emails?.map(({ email, type }) => compact({ email, type })),
    org:
      card.organisation || card.title
        ? compact({ company: card.organisation, title: card.title })
        : undefined,
    urls: card.urls?.map((url) => ({ url })),
    addresses: card.addresses,
    birthday: isDate(card.birthday ?? '') ? card.birthday : undefined,
  });
}
