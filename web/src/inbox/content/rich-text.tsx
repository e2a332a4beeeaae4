import { Anchor, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import classes from './content.module.css';
import { type ContentOf, isWebAddress } from './content.ts';

type Entity = NonNullable<ContentOf<'text'>['entities']>[number];

const webAddress = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** A text with its lines, links and mentions. */
export function RichText({
  text,
  entities = [],
}: {
  text: string;
  entities?: readonly Entity[] | undefined;
}) {
  const mentions = entities
    .filter(({ type }) => type === 'mention')
    .toSorted((one, other) => one.offset - other.offset);
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const { offset, length } of mentions) {
    if (offset < end) continue;
    pieces.push(<Linked key={`text ${end}`} text={text.slice(end, offset)} />);
    pieces.push(<strong key={`mention ${offset}`}>{text.slice(offset, offset + length)}</strong>);
    end = offset + length;
  }
  pieces.push(<Linked key={`text ${end}`} text={text.slice(end)} />);
  return (
    <Text component="p" className={classes.text} dir="auto">
      {pieces}
    </Text>
  );
}

function Linked({ text }: { text: string }) {
  const links = [...text.matchAll(webAddress)];
  if (links.length === 0) return text;
  return links.map(({ 0: url, index }, position) => {
    const before = links[position - 1];
    const from = before ? before.index + before[0].length : 0;
    const isLast = position === links.length - 1;
    return (
      <Fragment key={index}>
        {text.slice(from, index)}
        {isWebAddress(url) ? <OutsideLink url={url}>{url}</OutsideLink> : url}
        {isLast && text.slice(index + url.length)}
      </Fragment>
    );
  });
}

/** A link that leaves the console, and tells nobody where from. */
export function OutsideLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" underline="always" c="inherit">
      {children}
    </Anchor>
  );
}
