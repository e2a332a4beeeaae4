import { Alert, Anchor, Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { MessageTimeline } from './message-timeline.tsx';
import type { ExplainedMessage } from './timeline.ts';
import { useWords } from './words.ts';

/** Everything that ever happened to one message, from the webhook to the last status. */
export function MessagePage() {
  const say = useWords();
  const { id } = useParams({ from: '/messages/$id' });
  const { data, error, refetch } = useQuery(reading('GET /api/v1/messages/{id}', { params: { id } }));
  return (
    <Page title={say('title')}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Facts message={data} />
          <Obstacles message={data} />
          <MessageTimeline message={data} />
        </>
      )}
    </Page>
  );
}

function Facts({ message }: { message: ExplainedMessage }) {
  const say = useWords();
  return (
    <Stack gap="xs" maw={760}>
      <Group gap="sm">
        <Text size="sm">{say('by', { author: message.sender.name ?? message.author })}</Text>
        <Text size="sm">{fullTime(message.sent_at)}</Text>
        {message.status && (
          <Badge color={message.status === 'failed' ? 'red' : 'sea'} aria-label={say('status')}>
            {message.status}
          </Badge>
        )}
        <Anchor component={Link} size="sm" to={`/inbox/${message.conversation_id}`}>
          {say('conversation')}
        </Anchor>
      </Group>
      <Code block mah={240} style={{ overflow: 'auto' }} tabIndex={0} aria-label={say('content')}>
        {JSON.stringify(message.content, null, 2)}
      </Code>
      {message.analysis?.summary && (
        <Text size="sm">
          {say('analysis')}: {message.analysis.summary}
        </Text>
      )}
    </Stack>
  );
}

/** What stands in its way, and what to do about it. */
function Obstacles({ message }: { message: ExplainedMessage }) {
  const say = useWords();
  const mayAct = useMay('send');
  const redrive = useActing('POST /api/v1/dead/{id}/redrive', [
    'GET /api/v1/messages/{id}',
    'GET /api/v1/dead',
  ]);
  const { waiting, dead_job, cancellation, substitution } = message.timeline;
  return (
    <Stack gap="xs" maw={760}>
      {message.failure && (
        <Alert color="red" variant="light" title={say('failure')}>
          <Text size="sm">
            {message.failure.code}: {message.failure.cause}
          </Text>
          <Text size="sm">{say('fix', { fix: message.failure.fix })}</Text>
        </Alert>
      )}
      {waiting && (
        <Alert color="yellow" variant="light" title={say('waiting', { at: fullTime(waiting.next_try_at) })}>
          <Text size="sm">{waiting.reason ?? say('turn')}</Text>
          {waiting.account_pause && (
            <Text size="sm">
              {say('paused', { at: fullTime(waiting.account_pause.until) })}: {waiting.account_pause.reason}
            </Text>
          )}
        </Alert>
      )}
      {cancellation && (
        <Alert color="gray" variant="light" title={say('cancelled')}>
          {cancellation.reason}
        </Alert>
      )}
      {substitution && (
        <Alert color="gray" variant="light" title={say('substituted')}>
          {substitution.reason}
        </Alert>
      )}
      {dead_job && (
        <Alert color="red" variant="light" title={say('dead')}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{dead_job.reason}</Text>
            {mayAct && (
              <Button
                variant="default"
                loading={redrive.isPending}
                onClick={() => redrive.mutate({ params: { id: dead_job.id } })}
              >
                {say('redrive')}
              </Button>
            )}
            {redrive.error && <ProblemNotice error={redrive.error} />}
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}
