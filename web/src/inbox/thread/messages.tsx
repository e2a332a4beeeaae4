import { Button, Text } from '@mantine/core';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { clockTime, dayName } from '../../language/times.ts';
import { useMay } from '../../session/session.ts';
import { Loading, ProblemNotice } from '../../shell/states.tsx';
import { OutgoingEntries } from '../composer/outgoing-entries.tsx';
import { textOf } from '../content/text.ts';
import type { Conversation } from '../list/filter.ts';
import { useWords } from '../words.ts';
import { type Entry, entriesOf, type Happening, useHappenings } from './entries.ts';
import { MessageEntry } from './message-entry.tsx';
import classes from './thread.module.css';
import { type Message, useThread } from './thread.ts';

// Who has scrolled up further than this reads what is old, and is not taken away from it.
const bottomPx = 80;

/** What was said, the latest at the bottom. */
export function Messages({
  conversation: { id },
  onReply,
}: {
  conversation: Conversation;
  onReply: (message: Message) => void;
}) {
  const say = useWords();
  const maySend = useMay('send');
  const { messages, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useThread(id);
  const happenings = useHappenings(id);
  const entries = useMemo(() => entriesOf(messages, happenings), [messages, happenings]);
  const texts = useMemo(
    () => new Map(messages.map((message) => [message.id, textOf(message.content)])),
    [messages],
  );
  const scroller = useStickyBottom(entries, !isPending);
  if (isPending) return <Loading />;
  return (
    <section ref={scroller} className={classes.messages} aria-label={say('title')}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      <div className={classes.day}>
        {hasNextPage ? (
          <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {say('older')}
          </Button>
        ) : (
          say('start')
        )}
      </div>
      {entries.map((entry) => (
        <EntryView
          key={entry.id}
          entry={entry}
          answered={answeredIn(entry, texts)}
          onReply={maySend ? onReply : undefined}
        />
      ))}
      <OutgoingEntries conversationId={id} messages={messages} />
    </section>
  );
}

function answeredIn(entry: Entry, texts: ReadonlyMap<string, string>): string | null {
  if (entry.kind !== 'message') return null;
  return texts.get(entry.message.reply_to?.message_id ?? '') ?? null;
}

function EntryView({
  entry,
  answered,
  onReply,
}: {
  entry: Entry;
  answered: string | null;
  onReply: ((message: Message) => void) | undefined;
}) {
  if (entry.kind === 'day') return <div className={classes.day}>{dayName(entry.at)}</div>;
  if (entry.kind === 'happening') return <HappeningView happening={entry.happening} />;
  return (
    <MessageEntry
      message={entry.message}
      isFirstOfRun={entry.isFirstOfRun}
      answered={answered}
      onReply={onReply}
    />
  );
}

const owners = { bot: 'bot', human: 'human', none: 'nobody' } as const;

function HappeningView({ happening: { type, at, title } }: { happening: Happening }) {
  const say = useWords();
  const owner =
    type === 'conversation.handover' && (title === 'bot' || title === 'human' || title === 'none');
  const words = owner
    ? say('handover', { who: say(owners[title]) })
    : type === 'postback.received'
      ? say('postback', { title: title ?? '' })
      : [type.replaceAll(/[._]/g, ' '), title].filter(Boolean).join(': ');
  return (
    <Text className={classes.happening}>
      {words} · {clockTime(at)}
    </Text>
  );
}

/** Keeps the bottom in sight while it is, and the place while older messages come in above. */
function useStickyBottom(entries: readonly Entry[], isShown: boolean) {
  const ref = useRef<HTMLElement>(null);
  const before = useRef({ height: 0, isAtBottom: true, first: '' });
  const first = entries.find(({ kind }) => kind === 'message')?.id ?? '';
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const { height, isAtBottom, first: known } = before.current;
    if (isAtBottom) element.scrollTop = element.scrollHeight;
    else if (known !== '' && first !== known) element.scrollTop += element.scrollHeight - height;
    before.current = { ...before.current, height: element.scrollHeight, first };
  });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || !isShown) return;
    const note = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      before.current.isAtBottom = left < bottomPx;
    };
    element.addEventListener('scroll', note, { passive: true });
    // Pictures have no height before they are there.
    const grown = () => {
      if (before.current.isAtBottom) element.scrollTop = element.scrollHeight;
    };
    element.addEventListener('load', grown, true);
    return () => {
      element.removeEventListener('scroll', note);
      element.removeEventListener('load', grown, true);
    };
  }, [isShown]);
  return ref;
}
