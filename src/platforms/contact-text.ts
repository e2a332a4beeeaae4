import type { ContactCard } from '../conversations/content.ts';

/** Contact cards in words, for platforms without such cards; empty when they hold nothing to show. */
export function contactsText(contacts: readonly ContactCard[]): string {
  return contacts.map(cardText).filter(Boolean).join('\n\n');
}

function cardText(card: ContactCard): string {
  const fullName = [card.first_name, card.last_name].filter(Boolean).join(' ');
  const lines = [
    card.name || fullName,
    [card.title, card.organisation].filter(Boolean).join(', '),
    ...(card.phones ?? []).map(({ phone }) => phone),
    ...(card.emails ?? []).map(({ email }) => email),
    ...(card.urls ?? []),
    ...(card.addresses ?? []).map((address) =>
      Object.values(address)
        .filter((line) => typeof line === 'string')
        .join(', '),
    ),
    card.birthday,
  ];
  return lines.filter(Boolean).join('\n');
}
