import { Text } from '@mantine/core';
import IconExternalLink from '@tabler/icons-react/icons/IconExternalLink';
import IconPhone from '@tabler/icons-react/icons/IconPhone';
import classes from './content.module.css';
import { type ContentOf, isWebAddress, type Option } from './content.ts';
import { placed } from './placed.ts';
import { RichText } from './rich-text.tsx';

/** A question with what the person can tap. */
export function ChoicesView({ content }: { content: ContentOf<'choices'> }) {
  return (
    <>
      {content.header && <Text fw={600}>{content.header}</Text>}
      <RichText text={content.text} />
      {content.footer && (
        <Text size="xs" c="dimmed">
          {content.footer}
        </Text>
      )}
      <Options options={content.options} />
    </>
  );
}

/** Cards side by side. */
export function CardsView({ content }: { content: ContentOf<'cards'> }) {
  return (
    <section className={classes.cards} aria-label={content.cards[0]?.title}>
      {placed(content.cards).map(({ place, thing: card }) => (
        <article key={place} className={classes.card}>
          {isWebAddress(card.image_url) && <img src={card.image_url} alt="" loading="lazy" />}
          <Text fw={600}>{card.title}</Text>
          {card.text && <Text size="sm">{card.text}</Text>}
          <Options options={card.options ?? []} />
        </article>
      ))}
    </section>
  );
}

/** What can be tapped; here it only shows what the person sees. */
export function Options({ options }: { options: readonly Option[] }) {
  if (options.length === 0) return null;
  return (
    <ul className={classes.options}>
      {placed(options).map(({ place, thing: { title, description, url, phone } }) => (
        <li key={place} className={classes.option}>
          <span>
            {title}
            {description && (
              <Text component="span" size="xs" c="dimmed" display="block">
                {description}
              </Text>
            )}
          </span>
          {url && <IconExternalLink size={14} stroke={1.6} aria-label={url} role="img" />}
          {phone && <IconPhone size={14} stroke={1.6} aria-label={phone} role="img" />}
        </li>
      ))}
    </ul>
  );
}
