import { Anchor, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { AnswerOf } from '../../../src/client/index.ts';
import { useActing } from '../api/acting.ts';
import { reading } from '../api/reading.ts';
import { elapsed, fullTime } from '../language/times.ts';
import { useMay } from '../session/session.ts';
import { tell, tellFailure } from '../shell/notices.ts';
import { Loading, Page, ProblemNotice } from '../shell/states.tsx';
import { RunDecision } from './agent-page.tsx';
import { costOf } from './cost.ts';
import { useWords } from './words.ts';

type Run = AnswerOf<'GET /api/v1/agent/runs/{id}'>;

/** One run of the agent, as the ledger holds it. */
export function RunPage() {
  const say = useWords();
  const { id } = useParams({ from: '/agent/runs/$id' });
  const { data, error, refetch } = useQuery(reading('GET /api/v1/agent/runs/{id}', { params: { id } }));
  return (
    <Page title={say('run')} actions={data && <Rating run={data} />}>
      <Anchor component={Link} to="/agent" size="sm">
        {say('back')}
      </Anchor>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Facts run={data} />}
    </Page>
  );
}

function Rating({ run }: { run: Run }) {
  const say = useWords();
  const mayRate = useMay('inbox');
  const rate = useActing('PUT /api/v1/agent/runs/{id}/rating', ['GET /api/v1/agent/runs/{id}']);
  if (!mayRate) return null;
  const give = (rating: 1 | -1) =>
    rate.mutate(
      { params: { id: run.id }, body: { rating } },
      {
        onSuccess: () => tell(say('rated')),
        onError: tellFailure,
      },
    );
  return (
    <>
      <Button
        variant={run.rating === 1 ? 'light' : 'default'}
        aria-pressed={run.rating === 1}
        onClick={() => give(1)}
      >
        {say('good')}
      </Button>
      <Button
        variant={run.rating === -1 ? 'light' : 'default'}
        aria-pressed={run.rating === -1}
        onClick={() => give(-1)}
      >
        {say('bad')}
      </Button>
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const say = useWords();
  return (
    <Stack gap="sm" maw={860}>
      <Group gap="md">
        <RunDecision run={run} />
        <Text size="sm">{fullTime(run.started_at)}</Text>
        {run.latency_ms !== null && <Text size="sm">{elapsed(run.latency_ms)}</Text>}
        <Text size="sm">
          {run.model ?? '–'} · {(run.input_tokens + run.output_tokens).toLocaleString()} {say('tokens')} ·{' '}
          {costOf(run.cost_micros) ?? say('unknown_price')}
        </Text>
        {run.confidence !== null && (
          <Text size="sm">
            {say('confidence')}: {run.confidence}
          </Text>
        )}
      </Group>
      {run.reason && <Text>{run.reason}</Text>}
      <Group gap="lg">
        {run.conversation_id && (
          <Anchor component={Link} size="sm" to={`/inbox/${run.conversation_id}`}>
            {say('conversation')}
          </Anchor>
        )}
        {run.message_id && (
          <Anchor component={Link} size="sm" to={`/messages/${run.message_id}`}>
            {say('message')}
          </Anchor>
        )}
      </Group>
      {run.reply !== null && <Json title={say('answer')} value={run.reply} />}
      {run.passages.length > 0 ? (
        <Json title={say('passages')} value={run.passages} />
      ) : (
        <Text size="sm" c="dimmed">
          {say('no_passages')}
        </Text>
      )}
      <Json title={say('steps')} value={run.steps} />
      {run.prompt !== null && <Json title={say('prompt')} value={run.prompt} />}
    </Stack>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <section aria-label={title}>
      <Title order={2} mb={4}>
        {title}
      </Title>
      <Code block mah={320} style={{ overflow: 'auto', whiteSpace: 'pre-wrap' }} tabIndex={0}>
        {text}
      </Code>
    </section>
  );
}
