import { Text } from '@mantine/core';
import IconFile from '@tabler/icons-react/icons/IconFile';
import { currentLanguage } from '../../language/language.ts';
import { useWords } from '../words.ts';
import classes from './content.module.css';
import { addressOf, type ContentOf, type MediaItem, sizeInWords } from './content.ts';
import { placed } from './placed.ts';
import { RichText } from './rich-text.tsx';

type Media = ContentOf<'image' | 'video' | 'audio' | 'file' | 'sticker'>;
type Shape = Media['type'];

const words = { image: 'picture', video: 'video', audio: 'audio', file: 'file', sticker: 'sticker' } as const;

/** Pictures, films, sounds, files and stickers, with the text below. */
export function MediaView({ content }: { content: Media }) {
  const items = content.items ?? [];
  return (
    <>
      <div className={classes.media} data-many={items.length > 1 || undefined}>
        {placed(items).map(({ place, thing }) => (
          <Item key={place} item={thing} shape={content.type} />
        ))}
      </div>
      {items.length === 0 && <Sticker content={content} />}
      {content.text && <RichText text={content.text} />}
    </>
  );
}

/** Some stickers are only named. */
function Sticker({ content }: { content: Media }) {
  const say = useWords();
  const keywords = content.type === 'sticker' ? content.keywords : undefined;
  return (
    <Text size="sm" c="dimmed">
      {say('sticker')} {keywords?.slice(0, 3).join(', ')}
    </Text>
  );
}

function Item({ item, shape }: { item: MediaItem; shape: Shape }) {
  const say = useWords();
  const address = addressOf(item);
  const name = item.file_name ?? say(words[shape]);
  if (address === null) {
    return (
      <Text size="sm" c="dimmed" className={classes.missing}>
        {name} {say(item.status === 'failed' ? 'unavailable' : 'pending')}
      </Text>
    );
  }
  if (shape === 'image' || shape === 'sticker') {
    return (
      <a href={address} target="_blank" rel="noreferrer" className={classes.picture} data-shape={shape}>
        <img src={address} alt={name} loading="lazy" />
      </a>
    );
  }
  if (shape === 'video') return <Film address={address} name={name} />;
  if (shape === 'audio') return <Sound address={address} name={name} />;
  return (
    <a href={address} download={item.file_name ?? true} className={classes.file}>
      <IconFile size={20} stroke={1.5} />
      <span>
        {name}
        {item.size !== undefined && (
          <Text component="span" size="xs" c="dimmed" display="block">
            {sizeInWords(item.size, currentLanguage())}
          </Text>
        )}
      </span>
    </a>
  );
}

function Film({ address, name }: { address: string; name: string }) {
  return (
    <video src={address} controls preload="metadata" aria-label={name}>
      <track kind="captions" />
    </video>
  );
}

function Sound({ address, name }: { address: string; name: string }) {
  return (
    <audio src={address} controls preload="metadata" aria-label={name}>
      <track kind="captions" />
    </audio>
  );
}
