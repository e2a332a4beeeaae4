import { ActionIcon, Box, Menu } from '@mantine/core';
import IconDots from '@tabler/icons-react/icons/IconDots';
import { useEffect, useRef } from 'react';
import { PlatformIcon, platformName } from '../accounts/platform-mark.tsx';
import { useNow } from '../language/times.ts';
import { type Deed, type Owner, usePhone } from './acting.ts';
import type { Choice, Drawn } from './drawn.ts';
import { drawLine } from './drawn-line.ts';
import { drawMessaging } from './drawn-messaging.ts';
import { drawWhatsApp } from './drawn-whatsapp.ts';
import classes from './phone.module.css';
import { PhoneComposer } from './phone-composer.tsx';
import { ReceivedEntry, SaidEntry } from './phone-message.tsx';
import type { Said } from './said.ts';
import { type PhonePlatform, type Received, type Signs, useInbox } from './simulator.ts';
import { useWords } from './words.ts';

const drawers: Readonly<Record<PhonePlatform, (body: Received['body'], text: string) => Drawn>> = {
  messenger: drawMessaging,
  instagram: drawMessaging,
  whatsapp: drawWhatsApp,
  line: drawLine,
};

type Entry = { id: string; at: number } & ({ said: Said } | { received: Received; drawn: Drawn });

/** A phone of one platform, on which the reader is the customer. */
export function Phone({ owner, name, aheadMs }: { owner: Owner; name: string; aheadMs: number }) {
  const { platform, account, user } = owner;
  const { data } = useInbox(platform, account, user);
  const { said, act, read, isBusy, error } = usePhone(owner);
  const received = (data?.data ?? []).filter(({ group_id }) => group_id === null);
  const signs = data?.chats.find(({ group_id }) => group_id === null) ?? null;
  const entries = entriesOf(platform, said, received);
  const tap = (messageId: string, { label, option }: Choice) =>
    act({ message: { tap: { message_id: messageId, option } }, kind: 'tap', text: label });
  const last = entries.at(-1);
  const person = received[0]?.user.id ?? signs?.user?.id;
  return (
    <section className={classes.phone} data-platform={platform} aria-label={platformName(platform)}>
      <Head owner={owner} name={name} act={act} {...(person !== undefined && { read: () => read(person) })} />
      <Thread platform={platform} entries={entries} signs={signs} aheadMs={aheadMs} onTap={tap} />
      {last && 'received' in last && last.drawn.quick.length > 0 && (
        <div className={classes.quick}>
          {last.drawn.quick.map((choice) => (
            <button
              key={`${choice.option} ${choice.label}`}
              type="button"
              disabled={choice.option === null}
              onClick={() => tap(last.received.message_id, choice)}
            >
              {choice.label}
            </button>
          ))}
        </div>
      )}
      {error && (
        <div className={classes.refusal} role="alert">
          {error.message}
        </div>
      )}
      <PhoneComposer platform={platform} act={act} isBusy={isBusy} />
    </section>
  );
}

function entriesOf(platform: PhonePlatform, said: readonly Said[], received: readonly Received[]): Entry[] {
  const draw = drawers[platform];
  return [
    ...said.map((one): Entry => ({ id: `said ${one.id}`, at: one.at, said: one })),
    ...received.map(
      (one): Entry => ({
        id: `${one.message_id} ${one.at}`,
        at: one.at,
        received: one,
        drawn: draw(one.body, one.text),
      }),
    ),
  ].sort((one, other) => one.at - other.at);
}

/** What a customer can do on each platform beside writing. */
const habits: Readonly<
  Record<
    PhonePlatform,
    readonly {
      word: 'block' | 'unblock' | 'unfollow' | 'follow' | 'stop' | 'resume';
      message: Deed['message'];
    }[]
  >
> = {
  messenger: [
    { word: 'block', message: { type: 'block' } },
    { word: 'unblock', message: { type: 'unblock' } },
  ],
  instagram: [
    { word: 'block', message: { type: 'block' } },
    { word: 'unblock', message: { type: 'unblock' } },
  ],
  whatsapp: [
    { word: 'stop', message: { type: 'preference', value: 'stop' } },
    { word: 'resume', message: { type: 'preference', value: 'resume' } },
  ],
  line: [
    { word: 'unfollow', message: { type: 'unfollow' } },
    { word: 'follow', message: { type: 'follow' } },
  ],
};

function Head({
  owner: { platform },
  name,
  act,
  read,
}: {
  owner: Owner;
  name: string;
  act: (deed: Deed) => void;
  read?: () => void;
}) {
  const say = useWords();
  return (
    <div className={classes.head}>
      <span className={classes.sign}>
        <PlatformIcon platform={platform} size={18} />
      </span>
      <div className={classes.who}>{name}</div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon className={classes.headButton} aria-label={say('more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {/* LINE tells nobody what was read. */}
          {platform !== 'line' && (
            <Menu.Item disabled={read === undefined} onClick={read}>
              {say('read')}
            </Menu.Item>
          )}
          {habits[platform].map(({ word, message }) => (
            <Menu.Item key={word} onClick={() => act({ message })}>
              {say(word)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

// The business is seen typing for some seconds at a time.
const typingCheckMs = 1000;

function Thread({
  platform,
  entries,
  signs,
  aheadMs,
  onTap,
}: {
  platform: PhonePlatform;
  entries: readonly Entry[];
  signs: Signs | null;
  aheadMs: number;
  onTap: (messageId: string, choice: Choice) => void;
}) {
  const say = useWords();
  const end = useRef<HTMLDivElement>(null);
  const now = useNow(typingCheckMs) + aheadMs;
  const lastId = entries.at(-1)?.id;
  useEffect(() => {
    if (lastId !== undefined) end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [lastId]);
  const isTyping = signs?.typing_until != null && signs.typing_until > now;
  return (
    <Box
      className={classes.thread}
      ref={end}
      role="log"
      // Keys can scroll it too.
      tabIndex={0}
      aria-label={say('thread', { platform: platformName(platform) })}
    >
      {entries.length === 0 && <span className={classes.nothing}>{say('empty')}</span>}
      {entries.map((entry) =>
        'said' in entry ? (
          <SaidEntry key={entry.id} said={entry.said} isSeen={entry.said.id === signs?.read_up_to} />
        ) : (
          <ReceivedEntry
            key={entry.id}
            drawn={entry.drawn}
            at={entry.at}
            onTap={(choice) => onTap(entry.received.message_id, choice)}
          />
        ),
      )}
      {isTyping && <span className={classes.small}>{say('typing')}</span>}
    </Box>
  );
}
