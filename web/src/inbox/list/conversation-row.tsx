import { Avatar, Badge, Text } from '@mantine/core';
import IconRobot from '@tabler/icons-react/icons/IconRobot';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { PlatformIcon } from '../../accounts/platform-mark.tsx';
import { shortTime } from '../../language/times.ts';
import { useWords } from '../words.ts';
import type { Conversation } from './filter.ts';
import classes from './list.module.css';

/** The height of a row (px); all are alike, so that the list knows where each stands. */
export const rowHeight = 64;

/** Whom a conversation is with, in words; null where nobody has told. */
export function nameOf({ contact, kind, thread_id }: Conversation): string | null {
  if (kind !== 'direct') return thread_id;
  return contact?.name ?? contact?.username ?? null;
}

/** One conversation in the list. */
export const ConversationRow = memo(function ConversationRow({
  conversation,
  isOpen,
  now,
}: {
  conversation: Conversation;
  isOpen: boolean;
  now: number;
}) {
  const say = useWords();
  const { id, platform, unread, owner, status, last_message_at: at, preview, tags } = conversation;
  const name = nameOf(conversation) ?? say('somebody');
  return (
    <Link
      to="/inbox/$id"
      params={{ id }}
      search
      className={classes.row}
      data-open={isOpen || undefined}
      data-unread={unread > 0 || undefined}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span className={classes.face}>
        <Avatar name={name} size={36} radius="xl" color="initials" aria-hidden />
        <span className={classes.sign}>
          <PlatformIcon platform={platform} size={13} />
        </span>
      </span>
      <span className={classes.lines}>
        <span className={classes.line}>
          <Text component="span" className={classes.name} truncate>
            {name}
          </Text>
          {at && (
            <Text component="time" dateTime={at} size="xs" c="dimmed" className={classes.time}>
              {shortTime(at, now)}
            </Text>
          )}
        </span>
        <span className={classes.line}>
          <Text
            component="span"
            size="sm"
            {...(unread === 0 && { c: 'dimmed' })}
            truncate
            className={classes.preview}
          >
            {preview || ' '}
          </Text>
          {owner === 'bot' && <IconRobot size={14} stroke={1.6} role="img" aria-label={say('bot')} />}
          {tags[0] !== undefined && <Badge color="gray">{tags[0]}</Badge>}
          {status === 'closed' && <Badge color="gray">{say('closed')}</Badge>}
          {unread > 0 && (
            <Badge variant="filled" circle={unread < 10} aria-label={say('unread', { count: unread })}>
              {unread > 99 ? '99+' : unread}
            </Badge>
          )}
        </span>
      </span>
    </Link>
  );
});
