import IconFile from '@tabler/icons-react/icons/IconFile';
import IconMapPin from '@tabler/icons-react/icons/IconMapPin';
import IconMicrophone from '@tabler/icons-react/icons/IconMicrophone';
import IconMovie from '@tabler/icons-react/icons/IconMovie';
import IconPhoto from '@tabler/icons-react/icons/IconPhoto';
import IconSticker from '@tabler/icons-react/icons/IconSticker';
import type { ReactNode } from 'react';
import { clockTime } from '../language/times.ts';
import type { Card, Choice, Drawn, MediaKind } from './drawn.ts';
import classes from './phone.module.css';
import type { Said } from './said.ts';
import { useWords } from './words.ts';

/** Taps something of the message it belongs to. */
export type OnTap = (choice: Choice) => void;

/** A message of the business. */
export function ReceivedEntry({ drawn, at, onTap }: { drawn: Drawn; at: number; onTap: OnTap }) {
  const say = useWords();
  const { header, text, footer, media, place, cards, choices, reactsTo } = drawn;
  if (reactsTo !== null) return <span className={classes.small}>{say('reaction', { emoji: text })}</span>;
  return (
    <div className={classes.entry}>
      {media && <MediaBubble {...media} />}
      {place && (
        <div className={classes.bubble}>
          <Labelled icon={<IconMapPin size={16} />} text={place.name || say('location')} />
          <span className={classes.small}>{`${place.latitude}, ${place.longitude}`}</span>
        </div>
      )}
      {(header || text || footer) && (
        <div className={classes.bubble}>
          {header && <strong>{`${header}\n`}</strong>}
          {text}
          {footer && <div className={classes.small}>{footer}</div>}
        </div>
      )}
      {choices.length > 0 && <Choices choices={choices} onTap={onTap} />}
      {cards.length > 0 && <Cards cards={cards} onTap={onTap} />}
      <Time at={at} />
    </div>
  );
}

/** What was said on this phone. */
export function SaidEntry({ said: { kind, text, at }, isSeen }: { said: Said; isSeen: boolean }) {
  const say = useWords();
  const isFile = kind !== 'text' && kind !== 'tap';
  return (
    <div className={classes.entry} data-mine>
      <div className={classes.bubble}>{isFile ? <Labelled icon={signs[kind]} text={say(kind)} /> : text}</div>
      <span className={classes.small}>
        {isSeen && `${say('seen')} · `}
        <Time at={at} />
      </span>
    </div>
  );
}

const signs: Readonly<Record<MediaKind | 'location', ReactNode>> = {
  image: <IconPhoto size={16} />,
  video: <IconMovie size={16} />,
  audio: <IconMicrophone size={16} />,
  file: <IconFile size={16} />,
  sticker: <IconSticker size={16} />,
  location: <IconMapPin size={16} />,
};

function Time({ at }: { at: number }) {
  const moment = new Date(at).toISOString();
  return (
    <time className={classes.small} dateTime={moment}>
      {clockTime(moment)}
    </time>
  );
}

function Labelled({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span className={classes.file}>
      {icon}
      {text}
    </span>
  );
}

function MediaBubble({ kind, url, name }: NonNullable<Drawn['media']>) {
  const say = useWords();
  const shown = url === null ? null : shownAddress(url);
  if (shown !== null && (kind === 'image' || kind === 'sticker')) {
    return <img className={classes.picture} src={shown} alt={say(kind)} />;
  }
  const label = <Labelled icon={signs[kind]} text={name || say(kind)} />;
  return (
    <div className={classes.bubble}>
      {shown === null ? (
        label
      ) : (
        <a href={shown} target="_blank" rel="noreferrer noopener">
          {label}
        </a>
      )}
    </div>
  );
}

/** The address as this page may show it: files of the hub come from where the page does. */
function shownAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, pathname, search } = new URL(url);
  if (pathname.startsWith('/api/v1/media/')) return pathname + search;
  return protocol === 'https:' ? url : null;
}

function Cards({ cards, onTap }: { cards: readonly Card[]; onTap: OnTap }) {
  return (
    <div className={classes.cards}>
      {cards.map((card) => (
        <CardView
          key={[card.title, card.text, card.picture, card.choices[0]?.option].join(' ')}
          card={card}
          onTap={onTap}
        />
      ))}
    </div>
  );
}

function CardView({ card: { title, text, picture, choices }, onTap }: { card: Card; onTap: OnTap }) {
  const shown = picture === null ? null : shownAddress(picture);
  return (
    <div className={classes.card}>
      {shown && <img src={shown} alt="" />}
      {(title || text) && (
        <div className={classes.cardText}>
          {title && <strong>{`${title}\n`}</strong>}
          {text}
        </div>
      )}
      {choices.map((choice) => (
        <ChoiceLine key={`${choice.option} ${choice.label}`} choice={choice} onTap={onTap} />
      ))}
    </div>
  );
}

function Choices({ choices, onTap }: { choices: readonly Choice[]; onTap: OnTap }) {
  return (
    <div className={classes.choices}>
      {choices.map((choice) => (
        <ChoiceLine key={`${choice.option} ${choice.label}`} choice={choice} onTap={onTap} />
      ))}
    </div>
  );
}

function ChoiceLine({ choice, onTap }: { choice: Choice; onTap: OnTap }) {
  const { label, option, url, detail } = choice;
  if (url !== undefined && /^https?:/.test(url)) {
    return (
      <a className={classes.choice} href={url} target="_blank" rel="noreferrer noopener">
        {label}
      </a>
    );
  }
  return (
    <button type="button" className={classes.choice} disabled={option === null} onClick={() => onTap(choice)}>
      {label}
      {detail && <div className={classes.small}>{detail}</div>}
    </button>
  );
}
