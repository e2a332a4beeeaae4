import { Code, Spoiler, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../words.ts';
import classes from './content.module.css';
import type { Content, ContentOf } from './content.ts';
import { isWebAddress } from './content.ts';
import { MediaView } from './media-view.tsx';
import { CardsView, ChoicesView } from './options-view.tsx';
import { placed } from './placed.ts';
import { OutsideLink, RichText } from './rich-text.tsx';
import { AnswerView, ContactsView, LocationView, OrderView, ProductsView } from './things-view.tsx';

/** What a message says, drawn as it is. */
export function ContentView({ content }: { content: Content }): ReactNode {
  switch (content.type) {
    case 'text':
      return <RichText text={content.text} entities={content.entities} />;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return <MediaView content={content} />;
    case 'multiple':
      return placed(content.parts).map(({ place, thing }) => <ContentView key={place} content={thing} />);
    case 'choices':
      return <ChoicesView content={content} />;
    case 'cards':
      return <CardsView content={content} />;
    case 'location':
      return <LocationView content={content} />;
    case 'contacts':
      return <ContactsView content={content} />;
    case 'answer':
      return <AnswerView content={content} />;
    case 'order':
      return <OrderView content={content} />;
    case 'products':
      return <ProductsView content={content} />;
    default:
      return <OtherView content={content} />;
  }
}

type Other = ContentOf<
  'template' | 'flow' | 'reaction' | 'product' | 'story' | 'share' | 'system' | 'unsupported' | 'native'
>;

function OtherView({ content }: { content: Other }): ReactNode {
  const say = useWords();
  switch (content.type) {
    case 'template':
      return <TemplateView content={content} />;
    case 'flow':
      return <RichText text={`${content.text}\n[${content.button}]`} />;
    case 'reaction':
      return (
        <Text>
          {content.emoji === null ? say('reaction_gone') : say('reacted', { emoji: content.emoji })}
        </Text>
      );
    case 'product':
      return <Labelled label={say('product')} text={content.title ?? content.product_id} url={content.url} />;
    case 'story':
      return <StoryView content={content} />;
    case 'share':
      return (
        <Labelled
          label={say('shared', { kind: content.kind })}
          text={content.title ?? content.text ?? content.url}
          url={content.url}
        />
      );
    case 'system':
      return <Labelled label={say('system')} text={content.text ?? content.kind} />;
    case 'unsupported':
      return (
        <Text c="dimmed" fs="italic">
          {say('unsupported', { kind: content.kind })} {content.reason}
        </Text>
      );
    case 'native':
      return <NativeView body={content.body} />;
  }
}

function Labelled({
  label,
  text,
  url,
}: {
  label: string;
  text?: string | null | undefined;
  url?: string | null | undefined;
}) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {text && (isWebAddress(url) ? <OutsideLink url={url}>{text}</OutsideLink> : <RichText text={text} />)}
    </div>
  );
}

function TemplateView({ content: { name, language, parameters } }: { content: ContentOf<'template'> }) {
  const say = useWords();
  const values = Array.isArray(parameters) ? parameters : Object.values(parameters ?? {});
  return <Labelled label={say('template')} text={[`${name} (${language})`, ...values].join('\n')} />;
}

function StoryView({ content: { kind, url, text } }: { content: ContentOf<'story'> }) {
  const say = useWords();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {say(kind === 'reply' ? 'story_reply' : 'story_mention')}
      </Text>
      {isWebAddress(url) ? (
        <a href={url} target="_blank" rel="noreferrer noopener" className={classes.picture}>
          <img src={url} alt={say(kind === 'reply' ? 'story_reply' : 'story_mention')} loading="lazy" />
        </a>
      ) : (
        <Text size="sm" c="dimmed" fs="italic">
          {say('story_gone')}
        </Text>
      )}
      {text && <RichText text={text} />}
    </div>
  );
}

function NativeView({ body }: { body: Record<string, unknown> }) {
  const say = useWords();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {say('native')}
      </Text>
      <Spoiler maxHeight={96} showLabel="…" hideLabel="…">
        <Code block>{JSON.stringify(body, null, 2)}</Code>
      </Spoiler>
    </div>
  );
}
