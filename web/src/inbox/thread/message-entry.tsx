import { ActionIcon, Alert, Button, Group, Text, Tooltip } from '@mantine/core';
import IconAlertTriangle from '@tabler/icons-react/icons/IconAlertTriangle';
import IconArrowBackUp from '@tabler/icons-react/icons/IconArrowBackUp';
import IconCheck from '@tabler/icons-react/icons/IconCheck';
import IconChecks from '@tabler/icons-react/icons/IconChecks';
import IconClock from '@tabler/icons-react/icons/IconClock';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { clockTime, fullTime } from '../../language/times.ts';
import { useMay } from '../../session/session.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { ContentView } from '../content/content-view.tsx';
import { useWords } from '../words.ts';
import classes from './thread.module.css';
import type { Message } from './thread.ts';

/** A message in the thread: ours at the right, theirs at the left. */
export const MessageEntry = memo(function MessageEntry({
  message,
  isFirstOfRun,
  answered,
  onReply,
}: {
  message: Message;
  isFirstOfRun: boolean;
  /** What it answers, where that is known here. */
  answered: string | null;
  onReply?: ((message: Message) => void) | undefined;
}) {
  const say = useWords();
  const { direction, content, deleted_at, reply_to, failure } = message;
  return (
    <div className={classes.entry} data-direction={direction} data-first={isFirstOfRun || undefined}>
      {isFirstOfRun && <AuthorLine message={message} />}
      <div className={classes.line}>
        <div
          className={classes.bubble}
          data-failed={failure !== undefined || undefined}
          data-kind={content.type}
        >
          {reply_to && <div className={classes.quote}>{answered ?? say('replies_to')}</div>}
          {deleted_at ? (
            <Text c="dimmed" fs="italic">
              {say('deleted')}
            </Text>
          ) : (
            <ContentView content={content} />
          )}
          <Foot message={message} />
        </div>
        {onReply && !deleted_at && (
          <Tooltip label={say('reply')}>
            <ActionIcon
              size="sm"
              className={classes.action}
              aria-label={say('reply')}
              onClick={() => onReply(message)}
            >
              <IconArrowBackUp size={15} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {message.status === 'failed' && failure && <FailureNotice message={message} failure={failure} />}
    </div>
  );
});

function AuthorLine({ message: { direction, author, sender } }: { message: Message }) {
  const say = useWords();
  const authors: Record<string, string> = {
    bot: say('author_bot'),
    human: say('author_human'),
    api: say('author_api'),
    app: say('author_app'),
  };
  const name = direction === 'in' ? (sender.name ?? say('somebody')) : (authors[author] ?? author);
  return (
    <Text size="xs" c="dimmed" className={classes.author}>
      {name}
    </Text>
  );
}

/** When, how far it has come, and what became of it. */
function Foot({ message }: { message: Message }) {
  const say = useWords();
  const { sent_at, status, edited_at, forwarded, imported, scheduled_at } = message;
  return (
    <Group gap={4} justify="flex-end" className={classes.foot} wrap="nowrap">
      {imported && <span>{say('imported')}</span>}
      {forwarded && <span>{say('forwarded')}</span>}
      {edited_at && <span>{say('edited')}</span>}
      <Link
        to="/messages/$id"
        params={{ id: message.id }}
        className={classes.moment}
        title={`${say('why')}: ${fullTime(scheduled_at ?? sent_at)}`}
      >
        <time dateTime={sent_at}>{clockTime(scheduled_at ?? sent_at)}</time>
      </Link>
      {status && <StatusMark status={status} />}
    </Group>
  );
}

const marks = {
  scheduled: IconClock,
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  played: IconChecks,
  failed: IconAlertTriangle,
  cancelled: IconAlertTriangle,
  expired: IconAlertTriangle,
} as const;

function StatusMark({ status }: { status: NonNullable<Message['status']> }) {
  const say = useWords();
  const Mark = marks[status];
  return (
    <span className={classes.status} data-status={status}>
      <Mark size={14} stroke={1.8} aria-hidden />
      {say(status)}
    </span>
  );
}

/** Why it failed and what to do; when it was given up, it can be sent again. */
function FailureNotice({ message, failure }: { message: Message; failure: NonNullable<Message['failure']> }) {
  const say = useWords();
  const maySend = useMay('send');
  const { data } = useQuery(reading('GET /api/v1/messages/{id}', { params: { id: message.id } }));
  const dead = data?.timeline.dead_job;
  const redrive = useMutation({
    mutationFn: (id: string) => hub.request('POST /api/v1/dead/{id}/redrive', { params: { id } }),
  });
  return (
    <Alert color="red" variant="light" className={classes.failure} title={failure.cause}>
      <Text size="sm">{failure.fix}</Text>
      <Text size="xs" c="dimmed">
        {failure.code} · {failure.kind}
        {failure.message && ` · ${failure.message}`}
      </Text>
      {dead && maySend && (
        <Button mt="xs" variant="default" loading={redrive.isPending} onClick={() => redrive.mutate(dead.id)}>
          {say('redrive')}
        </Button>
      )}
      {redrive.error && <ProblemNotice error={redrive.error} />}
    </Alert>
  );
}
