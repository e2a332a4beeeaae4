import { Text } from '@mantine/core';
import IconMapPin from '@tabler/icons-react/icons/IconMapPin';
import IconShoppingCart from '@tabler/icons-react/icons/IconShoppingCart';
import IconUser from '@tabler/icons-react/icons/IconUser';
import { currentLanguage } from '../../language/language.ts';
import { useWords } from '../words.ts';
import classes from './content.module.css';
import type { ContentOf } from './content.ts';
import { placed } from './placed.ts';
import { OutsideLink } from './rich-text.tsx';

/** A place, with a link to a map; no map is loaded, so that nobody else learns where the person is. */
export function LocationView({ content }: { content: ContentOf<'location'> }) {
  const say = useWords();
  const { latitude, longitude, name, address } = content;
  const place = `${latitude},${longitude}`;
  return (
    <div className={classes.thing}>
      <IconMapPin size={20} stroke={1.5} />
      <div>
        <Text fw={600}>{name ?? say('location')}</Text>
        {address && <Text size="sm">{address}</Text>}
        <OutsideLink
          url={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
        >
          {say('map')} ({place})
        </OutsideLink>
      </div>
    </div>
  );
}

/** People's cards. */
export function ContactsView({ content: { contacts } }: { content: ContentOf<'contacts'> }) {
  const say = useWords();
  return placed(contacts).map(({ place, thing: card }) => {
    const name = card.name ?? ([card.first_name, card.last_name].filter(Boolean).join(' ') || say('contact'));
    const lines = [
      card.organisation,
      ...(card.phones ?? []).map(({ phone }) => phone),
      ...(card.emails ?? []).map(({ email }) => email),
    ];
    return (
      <div key={place} className={classes.thing}>
        <IconUser size={20} stroke={1.5} />
        <div>
          <Text fw={600}>{name}</Text>
          {lines.map((line) => line && <Text key={line}>{line}</Text>)}
        </div>
      </div>
    );
  });
}

/** What was tapped, or filled in. */
export function AnswerView({ content: { title, kind, data } }: { content: ContentOf<'answer'> }) {
  const say = useWords();
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  return (
    <div>
      <Text size="xs" c="dimmed">
        {say(kind === 'form' ? 'filled_in' : 'tapped')}
      </Text>
      <Text fw={600}>{title}</Text>
      {kind === 'form' && (
        <dl className={classes.fields}>
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** What somebody orders. */
export function OrderView({ content: { items, text } }: { content: ContentOf<'order'> }) {
  const say = useWords();
  const language = currentLanguage();
  return (
    <div className={classes.thing}>
      <IconShoppingCart size={20} stroke={1.5} />
      <div>
        <Text fw={600}>{say('order')}</Text>
        {items.map(({ product_id, quantity = 1, price, currency }) => (
          <Text key={product_id}>
            {quantity} × {product_id}{' '}
            {price !== undefined &&
              (currency
                ? price.toLocaleString(language, { style: 'currency', currency })
                : price.toLocaleString(language))}
          </Text>
        ))}
        {text && <Text>{text}</Text>}
      </div>
    </div>
  );
}

/** Products of a catalogue. */
export function ProductsView({ content: { text, products } }: { content: ContentOf<'products'> }) {
  const say = useWords();
  return (
    <div className={classes.thing}>
      <IconShoppingCart size={20} stroke={1.5} />
      <div>
        <Text fw={600}>{text ?? say('product')}</Text>
        {products.map(({ id }) => (
          <Text key={id}>{id}</Text>
        ))}
      </div>
    </div>
  );
}
